using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Calls by descriptor: every message is an <see cref="IMessage"/>, so no method needs code of its own.
/// </summary>
internal static class RpcMethods
{
    private static readonly ConcurrentDictionary<MethodDescriptor, Method<IMessage, IMessage>> Made = new();

    public static Method<IMessage, IMessage> Of(MethodDescriptor method) => Made.GetOrAdd(method, Make);

    private static Method<IMessage, IMessage> Make(MethodDescriptor method) => new(
        (method.IsClientStreaming, method.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (true, false) => MethodType.ClientStreaming,
            (false, true) => MethodType.ServerStreaming,
            _ => MethodType.DuplexStreaming,
        },
        method.Service.FullName,
        method.Name,
        Marshal(method.InputType.Parser),
        Marshal(method.OutputType.Parser));

    private static Marshaller<IMessage> Marshal(MessageParser parser) =>
        Marshallers.Create(Write, context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    private static void Write(IMessage message, SerializationContext context)
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
