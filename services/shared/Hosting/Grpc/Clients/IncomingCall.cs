using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Matching.Hosting;

/// <summary>
/// The call that is being answered, as far as it matters to calls that are made for it: how long its caller waits.
/// </summary>
public sealed class IncomingCall
{
    private static readonly AsyncLocal<IncomingCall?> Ambient = new();

    private readonly CancellationToken _cancellation;
    private volatile bool _isOver;

    private IncomingCall(ServerCallContext context)
    {
        Deadline = context.Deadline;
        _cancellation = context.CancellationToken;
    }

    internal DateTime Deadline { get; }

    internal CancellationToken Cancellation => _cancellation;

    /// <summary>Null outside a call, and in work that outlives the call which began it.</summary>
    internal static IncomingCall? Current => Ambient.Value is { _isOver: false } call ? call : null;

    /// <summary>
    /// Parts the work that follows in the same async method from the call that began it. For work that several calls
    /// wait for: the end of one of them must not end it.
    /// </summary>
    public static void Detach() => Ambient.Value = null;

    /// <summary>Notes the call that is being answered. Only hosts that call others have it.</summary>
    internal sealed class Interceptor : Grpc.Core.Interceptors.Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            Around(context, () => continuation(request, context));

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            Around(context, () => continuation(requestStream, context));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            Around(context, () => Nothing(continuation(request, responseStream, context)));

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            Around(context, () => Nothing(continuation(requestStream, responseStream, context)));

        private static async Task<T> Around<T>(ServerCallContext context, Func<Task<T>> answer)
        {
            var call = new IncomingCall(context);
            Ambient.Value = call;
            try
            {
                return await answer();
            }
            finally
            {
                call._isOver = true;
            }
        }

        private static async Task<bool> Nothing(Task task)
        {
            await task;
            return true;
        }
    }
}
