using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Matching.Hosting;

/// <summary>
/// gRPC-Web (grpc/grpc doc/PROTOCOL-WEB.md) for browsers, binary and in base64, over any version of HTTP: what comes
/// in is handed on as a gRPC call, and the trailers of its answer become the last frame of the body. Nothing is held
/// back: every message goes out when it is flushed.
/// </summary>
public static class GrpcWeb
{
    /// <summary>The answer's headers that a page of another origin must be allowed to read.</summary>
    public static readonly IReadOnlyList<string> ExposedHeaders =
        ["grpc-status", "grpc-message", RpcErrors.DetailsTrailer, "grpc-encoding", "grpc-accept-encoding"];

    private const string Grpc = "application/grpc";
    private const string Binary = "application/grpc-web";
    private const string Text = "application/grpc-web-text";

    /// <summary>
    /// Takes gRPC-Web calls. Stands behind CORS and before whatever tells a gRPC call by its content type, such as
    /// routing.
    /// </summary>
    public static void UseGrpcWeb(this IApplicationBuilder app) => app.Use(next => context =>
    {
        var type = context.Request.ContentType;
        var isText = Is(Text, type, out var subtype);
        return (isText || Is(Binary, type, out subtype)) && HttpMethods.IsPost(context.Request.Method)
            ? HandleAsync(context, next, isText, subtype)
            : next(context);
    });

    private static async Task HandleAsync(HttpContext context, RequestDelegate next, bool isText, string subtype)
    {
        var request = context.Request;
        if (request.Headers.ContentEncoding.ToString() is not ("" or "identity"))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        var answersInText = Is(Text, request.Headers.Accept, out _)
            || (isText && !Is(Binary, request.Headers.Accept, out _));
        if (isText)
        {
            request.Body = new Base64Stream(request.Body);
            request.ContentLength = null;
        }

        // A gRPC server takes its calls by HTTP/2 alone and says so. The connection must be itself again before it
        // writes the head of the answer.
        var protocol = request.Protocol;
        request.Protocol = HttpProtocol.Http2;
        request.ContentType = Grpc + subtype;
        request.Headers.TE = "trailers";
        using var answer =
            new GrpcWebAnswer(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), answersInText);
        context.Features.Set<IHttpResponseBodyFeature>(answer);
        context.Features.Set<IHttpResponseTrailersFeature>(answer);
        if (context.Features.Get<IHttpResetFeature>() is null)
        {
            context.Features.Set<IHttpResetFeature>(answer);
        }

        context.Response.OnStarting(() =>
        {
            request.Protocol = protocol;
            if (Is(Grpc, context.Response.ContentType, out var type))
            {
                context.Response.ContentType = (answersInText ? Text : Binary) + (type.Length > 0 ? type : "+proto");
            }

            return Task.CompletedTask;
        });
        try
        {
            await next(context);
            await answer.WriteTrailersAsync(context.RequestAborted);
        }
        finally
        {
            request.Protocol = protocol;
        }
    }

    /// <summary>
    /// Whether a media type is the given one, alone or with a subtype such as <c>+proto</c>, which it then tells.
    /// Parameters are not looked at.
    /// </summary>
    private static bool Is(string type, string? actual, out string subtype)
    {
        subtype = "";
        if (actual is null || !actual.StartsWith(type, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = actual.AsSpan(type.Length);
        var end = rest.IndexOfAny(';', ',');
        rest = (end < 0 ? rest : rest[..end]).Trim();
        subtype = rest.ToString();
        return rest.IsEmpty || rest[0] == '+';
    }
}
