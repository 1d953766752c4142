using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Matching.Hosting;

/// <summary>
/// Gives every call that goes out what it needs: the deadline and the cancellation of the call that it is made for, a
/// deadline in any case where it is unary, a <c>request_id</c> where the method takes one, and what the settings say.
/// Deadlines are real time, also in a replay.
/// </summary>
internal sealed class OutgoingCalls(ClientOptions settings) : Interceptor
{
    /// <summary>A header that asks the client library to compress the request; it is not sent.</summary>
    private const string CompressionHeader = "grpc-internal-encoding-request";

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var (options, link) = Complete(context.Options, settings.Deadline);
        var call = continuation(RequestIds<TRequest>.Fill(request), With(context, options));
        return link is null ? call : new AsyncUnaryCall<TResponse>(
            EndAsync(call.ResponseAsync, link),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            () => Dispose(call, link));
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var (options, link) = Complete(context.Options, settings.Deadline);
        using (link)
        {
            return continuation(RequestIds<TRequest>.Fill(request), With(context, options));
        }
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var (options, link) = Complete(context.Options, deadline: null);
        var call = continuation(request, With(context, options));
        return link is null ? call : new AsyncServerStreamingCall<TResponse>(
            call.ResponseStream,
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            () => Dispose(call, link));
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var (options, link) = Complete(context.Options, deadline: null);
        var call = continuation(With(context, options));
        return link is null ? call : new AsyncClientStreamingCall<TRequest, TResponse>(
            call.RequestStream,
            EndAsync(call.ResponseAsync, link),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            () => Dispose(call, link));
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var (options, link) = Complete(context.Options, deadline: null);
        var call = continuation(With(context, options));
        return link is null ? call : new AsyncDuplexStreamingCall<TRequest, TResponse>(
            call.RequestStream,
            call.ResponseStream,
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            () => Dispose(call, link));
    }

    private static ClientInterceptorContext<TRequest, TResponse> With<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, CallOptions options)
        where TRequest : class
        where TResponse : class =>
        new(context.Method, context.Host, options);

    private static async Task<T> EndAsync<T>(Task<T> answer, CancellationTokenSource link)
    {
        using (link)
        {
            return await answer;
        }
    }

    private static void Dispose(IDisposable call, CancellationTokenSource link)
    {
        call.Dispose();
        link.Dispose();
    }

    /// <summary>
    /// What the call is made with, and the source of its token where that has two parents, to be disposed with it.
    /// </summary>
    private (CallOptions Options, CancellationTokenSource? Link) Complete(CallOptions options, TimeSpan? deadline)
    {
        CancellationTokenSource? link = null;
        var until = options.Deadline
            ?? (deadline is { } wait ? TimeProvider.System.GetUtcNow().UtcDateTime + wait : null);
        if (IncomingCall.Current is { } incoming)
        {
            if (incoming.Deadline < (until ?? DateTime.MaxValue))
            {
                until = incoming.Deadline;
            }

            if (!options.CancellationToken.CanBeCanceled || options.CancellationToken == incoming.Cancellation)
            {
                options = options.WithCancellationToken(incoming.Cancellation);
            }
            else
            {
                link = CancellationTokenSource.CreateLinkedTokenSource(
                    options.CancellationToken, incoming.Cancellation);
                options = options.WithCancellationToken(link.Token);
            }
        }

        if (until is { } moment)
        {
            options = options.WithDeadline(moment);
        }

        if (settings.WaitForReady)
        {
            options = options.WithWaitForReady();
        }

        return (settings.Compression == "identity" ? options : Compressed(options), link);
    }

    private CallOptions Compressed(CallOptions options)
    {
        if (options.Headers?.Get(CompressionHeader) is not null)
        {
            return options;
        }

        var headers = new Metadata { { CompressionHeader, settings.Compression } };
        foreach (var entry in options.Headers ?? Metadata.Empty)
        {
            headers.Add(entry);
        }

        return options.WithHeaders(headers);
    }
}
