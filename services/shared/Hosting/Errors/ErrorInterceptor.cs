using System.Buffers.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>
/// Lets expected errors through and turns everything else, a bug by definition, into INTERNAL without details, logged
/// once. A caller who went away is no error.
/// </summary>
internal sealed class ErrorInterceptor(ILogger<ErrorInterceptor> log, Draining draining) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => continuation(new CheckedReader<TRequest>(requestStream), context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, async () =>
        {
            await continuation(request, responseStream, context);
            return true;
        });

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, async () =>
        {
            await continuation(new CheckedReader<TRequest>(requestStream), responseStream, context);
            return true;
        });

    /// <summary>
    /// The request is aborted a moment before the call's token tells so, and a write in that moment fails.
    /// </summary>
    private static bool IsOver(ServerCallContext context) =>
        context.CancellationToken.IsCancellationRequested
        || context.GetHttpContext().RequestAborted.IsCancellationRequested;

    /// <summary>
    /// A read that was waiting hears of a reset, such as at a deadline, before the call's own token is cancelled.
    /// </summary>
    private static bool IsReset(Exception error) =>
        error is OperationCanceledException { InnerException: ConnectionAbortedException };

    /// <summary>
    /// The library decodes binary headers when somebody asks for them: one that is not base64 fails in the service.
    /// </summary>
    private static bool HasReadableHeaders(ServerCallContext context) => context.GetHttpContext().Request.Headers
        .Where(header => header.Key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        .SelectMany(header => header.Value.OfType<string>())
        .All(text => Base64.IsValid(text.PadRight((text.Length + 3) / 4 * 4, '=')));

    private async Task<T> Guard<T>(ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException error) when (error.StatusCode != StatusCode.Cancelled || !IsOver(context))
        {
            throw;
        }
        catch (Exception error) when (IsOver(context) || IsReset(error))
        {
            throw draining.Begun.IsCancellationRequested
                ? RpcErrors.Create(StatusCode.Unavailable, "STOPPING", "The service is stopping; try again.")
                : new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));
        }
        catch (FormatException) when (!HasReadableHeaders(context))
        {
            throw CallErrors.UnreadableHeaders();
        }
        catch (Exception error)
        {
            HostingLog.UnexpectedError(log, error, context.Method);
            throw CallErrors.Unexpected();
        }
    }
}
