using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Matching.Hosting;
using Microsoft.AspNetCore.WebUtilities;

namespace Matching.Gateway;

/// <summary>
/// An error as HTTP callers see it: RFC 9457 problem details, with the gRPC code and what google.rpc.ErrorInfo and
/// BadRequest say as members of their own.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The canonical gRPC code, such as <c>NOT_FOUND</c>.</param>
/// <param name="Reason">UPPER_SNAKE; null where the service gave none.</param>
/// <param name="Detail">One sentence for people.</param>
internal sealed record Problem(int Status, string Code, string? Reason, string Detail)
{
    public const string MediaType = "application/problem+json";

    /// <summary>What a problem's type begins with; the reason follows.</summary>
    public const string TypePrefix = "urn:matching:problem:";

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Domain { get; init; } = RpcErrors.Domain;

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<(string Field, string Message)> Errors { get; init; } = [];

    /// <summary>When a repeat may help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Headers that go with it, such as <c>Allow</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Tells what a service answered.</summary>
    public static Problem From(RpcException error)
    {
        var problem = new Problem(
            HttpStatus(error.StatusCode), CodeName(error.StatusCode), Reason: null, error.Status.Detail);
        foreach (var detail in RpcErrors.ReadDetails(error)?.Details ?? [])
        {
            problem = problem.With(detail);
        }

        return problem;
    }

    /// <summary>Tells what the HTTP server itself refused.</summary>
    public static Problem From(BadHttpRequestException error) => error.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => TooLarge("The body is larger than this call takes."),
        StatusCodes.Status408RequestTimeout => new Problem(
            error.StatusCode, "DEADLINE_EXCEEDED", "BODY_TOO_SLOW", "The body did not arrive in time."),
        _ => new Problem(error.StatusCode, "INVALID_ARGUMENT", "MALFORMED_REQUEST", "The HTTP request is malformed."),
    };

    public static Problem TooLarge(string detail) => new(
        StatusCodes.Status413PayloadTooLarge, "RESOURCE_EXHAUSTED", "BODY_TOO_LARGE", detail);

    /// <summary>Sends the problem. The answer must not have started.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.Clear();
        context.Response.StatusCode = Status;
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter =
                Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        var body = ToJson(context.Request.Path);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>The problem as JSON on one line.</summary>
    public byte[] ToJson(string? instance)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("type", Reason is null ? "about:blank" : TypePrefix + Reason);
            json.WriteString("title", Title(Status));
            json.WriteNumber("status", Status);
            json.WriteString("detail", Detail);
            json.WriteString("instance", instance);
            json.WriteString("code", Code);
            if (Reason is not null)
            {
                json.WriteString("reason", Reason);
                json.WriteString("domain", Domain);
            }

            json.WriteStartObject("metadata");
            foreach (var (key, value) in Metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            json.WriteStartArray("errors");
            foreach (var (field, message) in Errors)
            {
                json.WriteStartObject();
                json.WriteString("field", field);
                json.WriteString("message", message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The HTTP status of a gRPC code, as google/rpc/code.proto gives it.</summary>
    public static int HttpStatus(StatusCode code) => code switch
    {
        StatusCode.OK => 200,
        StatusCode.Cancelled => 499,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
        StatusCode.Unauthenticated => 401,
        StatusCode.PermissionDenied => 403,
        StatusCode.NotFound => 404,
        StatusCode.AlreadyExists or StatusCode.Aborted => 409,
        StatusCode.ResourceExhausted => 429,
        StatusCode.Unimplemented => 501,
        StatusCode.Unavailable => 503,
        StatusCode.DeadlineExceeded => 504,
        _ => 500,
    };

    /// <summary>The words of an HTTP status.</summary>
    public static string Title(int status) =>
        status == 499 ? "Client Closed Request" : ReasonPhrases.GetReasonPhrase(status);

    private static string CodeName(StatusCode code) =>
        code == StatusCode.OK ? "OK"
        : JsonNamingPolicy.SnakeCaseUpper.ConvertName(code.ToString());

    private Problem With(Any detail)
    {
        if (detail.TryUnpack<ErrorInfo>(out var info))
        {
            return this with
            {
                Reason = info.Reason.Length > 0 ? info.Reason : null,
                Domain = info.Domain,
                Metadata = info.Metadata,
            };
        }

        if (detail.TryUnpack<BadRequest>(out var bad))
        {
            return this with { Errors = [.. bad.FieldViolations.Select(item => (item.Field, item.Description))] };
        }

        return detail.TryUnpack<RetryInfo>(out var retry)
            ? this with { RetryAfter = retry.RetryDelay?.ToTimeSpan() }
            : this;
    }
}
