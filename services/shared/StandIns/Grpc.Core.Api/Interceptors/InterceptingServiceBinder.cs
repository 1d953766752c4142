namespace Grpc.Core.Interceptors;

/// <summary>
/// Hands methods on with their handlers behind an interceptor; a server that only wants to know the methods gives none.
/// </summary>
internal sealed class InterceptingServiceBinder(ServiceBinderBase binder, Interceptor interceptor) : ServiceBinderBase
{
    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        binder.AddMethod(method, handler is null
            ? handler
            : (request, context) => interceptor.UnaryServerHandler(request, context, handler));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        binder.AddMethod(method, handler is null
            ? handler
            : (requests, context) => interceptor.ClientStreamingServerHandler(requests, context, handler));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        binder.AddMethod(method, handler is null
            ? handler
            : (request, responses, context) =>
                interceptor.ServerStreamingServerHandler(request, responses, context, handler));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        binder.AddMethod(method, handler is null
            ? handler
            : (requests, responses, context) =>
                interceptor.DuplexStreamingServerHandler(requests, responses, context, handler));
}
