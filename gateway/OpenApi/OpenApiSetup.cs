using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Matching.Gateway.Transcoding;

namespace Matching.Gateway.OpenApi;

/// <summary>Serves the OpenAPI document, written once at the start.</summary>
internal static class OpenApiSetup
{
    public const string Path = "/openapi.json";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void MapOpenApi(this WebApplication app)
    {
        var document = OpenApiDocument.Write(app.Services.GetRequiredService<ApiContracts>());
        var bytes = JsonSerializer.SerializeToUtf8Bytes(document, Indented);
        var packed = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            [""] = bytes,
            ["br"] = Answer.Pack(bytes, "br", CompressionLevel.Optimal),
            ["gzip"] = Answer.Pack(bytes, "gzip", CompressionLevel.Optimal),
        };
        var etag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"";
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], context =>
        {
            var coding = MediaTypes.ChooseCoding(context.Request.Headers.AcceptEncoding);
            var headers = context.Response.Headers;
            headers.ETag = etag;
            headers.CacheControl = "no-cache";
            headers.Vary = "Accept-Encoding";
            if (Preconditions.CheckRead(context.Request.Headers, etag) == StatusCodes.Status304NotModified)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            var body = packed[coding ?? ""];
            headers.ContentEncoding = coding;
            context.Response.ContentType = MediaTypes.Json;
            context.Response.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
        });
    }
}
