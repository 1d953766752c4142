using System.Buffers;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Matching.Gateway.Json;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Calls with messages as they stand on the wire: no method needs code of its own, and no message is parsed.
/// </summary>
internal static class RpcMethods
{
    private static readonly Marshaller<PooledBytes> Bytes = Marshallers.Create<PooledBytes>(Serialize, Deserialize);

    public static Method<PooledBytes, PooledBytes> Of(MethodDescriptor method) => new(
        (method.IsClientStreaming, method.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (true, false) => MethodType.ClientStreaming,
            (false, true) => MethodType.ServerStreaming,
            _ => MethodType.DuplexStreaming,
        },
        method.Service.FullName,
        method.Name,
        Bytes,
        Bytes);

    private static void Serialize(PooledBytes message, SerializationContext context)
    {
        context.SetPayloadLength(message.Length);
        context.GetBufferWriter().Write(message.Span);
        context.Complete();
    }

    private static PooledBytes Deserialize(DeserializationContext context)
    {
        var message = new PooledBytes(Math.Max(context.PayloadLength, 16));
        foreach (var piece in context.PayloadAsReadOnlySequence())
        {
            message.Add(piece.Span);
        }

        return message;
    }
}
