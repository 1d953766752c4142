using Grpc.Core;
using Matching.Gateway.Portal.Problems;

namespace Matching.Gateway.Portal;

/// <summary>
/// What every page of the portal has in common: headers that let nothing foreign in, forms that only the portal
/// itself may send, and an answer in plain words where something goes wrong.
/// </summary>
internal sealed class PageFilter(ILogger<PageFilter> log) : IEndpointFilter
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        AddHeaders(http.Response.Headers);
        if (!IsOwnForm(http.Request))
        {
            await ProblemPages.Refused().ExecuteAsync(http);
            return Results.Empty;
        }

        try
        {
            // The page is written in here, so that a mistake in it is answered like any other.
            if (await next(context) is IResult page)
            {
                await page.ExecuteAsync(http);
            }
        }
        catch (Exception error) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            var problem = ProblemPages.From(error);
            if (problem.IsBug)
            {
                PortalLog.UnexpectedError(log, error, http.Request.Method, http.GetEndpoint()?.DisplayName);
            }
            else if (error is RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded } down)
            {
                PortalLog.ServiceDown(log, down.StatusCode, http.GetEndpoint()?.DisplayName);
            }

            http.Response.Clear();
            AddHeaders(http.Response.Headers);
            await problem.Page.ExecuteAsync(http);
        }

        return Results.Empty;
    }

    private static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        headers.Vary = "Accept-Language";
    }

    /// <summary>
    /// Tells a form of the portal from one on another site. Browsers say where a form stands; a caller that says
    /// nothing is no browser and carries nobody's rights. This needs no token and no key that replicas would have to
    /// share.
    /// </summary>
    private static bool IsOwnForm(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return true;
        }

        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
        {
            return site is "same-origin" or "none";
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.Authority == request.Host.Value);
    }
}
