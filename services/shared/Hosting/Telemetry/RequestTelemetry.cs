using System.Diagnostics;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Hosting;

/// <summary>
/// Tells the measurements and the span that ASP.NET Core makes of a request which call it was and how it ended. What
/// is told comes from the contracts and the routes, never from the request.
/// </summary>
public static class RequestTelemetry
{
    private const string OtherMethod = "_OTHER";

    /// <summary>
    /// Says which call a request turned out to be, where no endpoint tells; nothing where nobody listens.
    /// </summary>
    /// <param name="method">As on the wire, such as <c>/vacancy.v1.VacancyService/GetVacancy</c>.</param>
    /// <param name="route">The template of the path, for REST.</param>
    public static void NameCall(this HttpContext context, string method, string? route = null)
    {
        if (context.Features.Get<Call>() is { } call)
        {
            (call.Method, call.Route) = (method, route);
        }
    }

    /// <summary>Begins the pipeline where there is telemetry at all.</summary>
    internal static void UseRequestTelemetry(this WebApplication app, string tier)
    {
        if (app.Services.GetService<Telemetry>() is not null)
        {
            app.Use(next => context =>
            {
                var tags = context.Features.Get<IHttpMetricsTagsFeature>();
                var span = context.Features.Get<IHttpActivityFeature>()?.Activity;
                return tags is null && span is null ? next(context) : TellAsync(context, next, tier, tags, span);
            });
        }
    }

    private static async Task TellAsync(
        HttpContext context, RequestDelegate next, string tier, IHttpMetricsTagsFeature? tags, Activity? span)
    {
        var call = new Call();
        context.Features.Set(call);
        try
        {
            await next(context);
        }
        finally
        {
            var endpoint = context.GetEndpoint();
            var method = (call.Method ?? endpoint?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName)?[1..];
            var status = StatusOf(context);
            tags?.Tags.Add(new(CallTags.Tier, tier));
            if (method is not null)
            {
                tags?.Tags.Add(new(CallTags.Method, method));
            }

            if (status is not null)
            {
                tags?.Tags.Add(new(CallTags.Status, status));
            }

            if (span is { IsAllDataRequested: true })
            {
                var route = call.Route ?? (endpoint as RouteEndpoint)?.RoutePattern.RawText;
                Describe(span, context, tier, method, route, status);
            }
        }
    }

    private static void Describe(
        Activity span, HttpContext context, string tier, string? method, string? route, string? status)
    {
        var verb = HttpMethods.GetCanonicalizedValue(context.Request.Method) is var known
            && (HttpMethods.IsGet(known) || HttpMethods.IsPost(known) || HttpMethods.IsPatch(known)
                || HttpMethods.IsPut(known) || HttpMethods.IsDelete(known) || HttpMethods.IsHead(known)
                || HttpMethods.IsOptions(known))
            ? known
            : OtherMethod;
        var isGrpc = status is not null;
        span.DisplayName = isGrpc && method is not null ? method : route is null ? verb : $"{verb} {route}";
        span.SetTag(CallTags.Tier, tier);
        span.SetTag("http.request.method", verb);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", context.Response.StatusCode);
        span.SetTag(CallTags.Method, method);
        if (isGrpc)
        {
            span.SetTag(CallTags.System, CallTags.Grpc);
            span.SetTag(CallTags.Status, status);
        }

        if (CallTags.IsFailure(status) || context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>A call that ends at once has its status among the headers.</summary>
    private static string? StatusOf(HttpContext context) =>
        CallTags.StatusOf(context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers["grpc-status"])
        ?? CallTags.StatusOf(context.Response.Headers["grpc-status"]);

    /// <summary>What a request turned out to be.</summary>
    private sealed class Call
    {
        public string? Method { get; set; }

        public string? Route { get; set; }
    }
}
