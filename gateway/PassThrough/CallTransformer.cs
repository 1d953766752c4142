using System.Globalization;
using Matching.Hosting;
using Yarp.ReverseProxy.Forwarder;

namespace Matching.Gateway.PassThrough;

/// <summary>
/// What is changed of a call on its way: an address is asked by the name that it was found under, which is the one in
/// its certificate, and a stream without an end of its own ends when the gateway stops, with a word to come back.
/// </summary>
/// <param name="authority">The name and port; null where the address says it.</param>
/// <param name="end">When a stream of answers ends.</param>
internal sealed class CallTransformer(string? authority, CancellationToken end) : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext context, HttpRequestMessage request, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(context, request, destinationPrefix, cancellationToken);
        if (authority is not null)
        {
            request.Headers.Host = authority;
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext context, HttpResponseMessage? response, CancellationToken cancellationToken)
    {
        var goesOn = await base.TransformResponseAsync(context, response, cancellationToken);
        if (end.CanBeCanceled && response is not null)
        {
            response.Content = new StreamContent(
                new EndingStream(await response.Content.ReadAsStreamAsync(cancellationToken), end));
        }

        return goesOn;
    }

    public override async ValueTask TransformResponseTrailersAsync(
        HttpContext context, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await base.TransformResponseTrailersAsync(context, response, cancellationToken);
        if (end.IsCancellationRequested && !response.TrailingHeaders.Contains("grpc-status"))
        {
            var stopping = GatewayErrors.Stopping();
            context.Response.AppendTrailer(
                "grpc-status", ((int)stopping.StatusCode).ToString(CultureInfo.InvariantCulture));
            context.Response.AppendTrailer("grpc-message", stopping.Status.Detail);
            context.Response.AppendTrailer(
                RpcErrors.DetailsTrailer,
                Convert.ToBase64String(stopping.Trailers.GetValueBytes(RpcErrors.DetailsTrailer)!));
        }
    }
}
