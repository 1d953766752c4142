using System.Globalization;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matching.Hosting;

/// <summary>
/// Tells what the gRPC library refuses by itself, before any interceptor runs, as every other error is told: a message
/// that is too large comes with the limit, and one that cannot be read is not UNKNOWN.
/// </summary>
internal static class RefusedCalls
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";

    public static void UseRefusedCalls(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<IOptions<GrpcOptions>>().Value;
        var log = app.ApplicationServices.GetRequiredService<ILogger<ErrorInterceptor>>();
        app.Use(async (context, next) =>
        {
            await next(context);
            if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not { } called)
            {
                return;
            }

            var response = context.Response;
            var status = response.HasStarted
                ? context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
                : response.Headers;
            if (status is not { IsReadOnly: false } || status.ContainsKey(RpcErrors.DetailsTrailer))
            {
                return;
            }

            // The reading of a first message fails before the answer starts, the writing of one after.
            switch (status[StatusHeader].ToString(), response.HasStarted)
            {
                case ("2", false) when IsLibrarys(status):
                    Tell(status, CallErrors.Unreadable());
                    break;
                case ("2", true) when IsLibrarys(status):
                    HostingLog.AnswerNotWritten(log, called.Method.FullName);
                    Tell(status, CallErrors.Unexpected());
                    break;
                case ("8", _) when status[MessageHeader].ToString().StartsWith("Received", StringComparison.Ordinal):
                    Tell(status, CallErrors.TooLarge(options.ReceiveBytesOf(called.Method.ServiceName)));
                    break;
            }
        });
    }

    private static bool IsLibrarys(IHeaderDictionary status) =>
        status[MessageHeader].ToString().StartsWith("Exception was thrown by handler.", StringComparison.Ordinal);

    private static void Tell(IHeaderDictionary status, RpcException error)
    {
        status[StatusHeader] = ((int)error.StatusCode).ToString(CultureInfo.InvariantCulture);
        status[MessageHeader] = error.Status.Detail;
        status[RpcErrors.DetailsTrailer] =
            Convert.ToBase64String(error.Trailers.GetValueBytes(RpcErrors.DetailsTrailer)!);
    }
}
