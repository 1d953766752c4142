using System.Text.Json;
using System.Text.Encodings.Web;

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
        app.MapGet(Path, () => Results.Bytes(bytes, "application/json"));
    }
}
