using System.Text.Json.Nodes;

namespace Matching.Gateway.OpenApi;

/// <summary>
/// The errors of the OpenAPI document: one schema, and a response for each status with an example of its own, to which
/// the operations refer.
/// </summary>
internal static class ProblemDocument
{
    private static readonly Answer[] Answers =
    [
        new(400, "The request does not fit the call, or the resource is in the wrong state.", "INVALID_ARGUMENT",
            "WRONG_TYPE", "vacancy.positions: must be a whole number of 32 bits.", Field: "vacancy.positions"),
        new(404, "There is no such resource.", "NOT_FOUND", "VACANCY_NOT_FOUND", "There is no such vacancy."),
        new(406, "The answer has no form that Accept names.", "INVALID_ARGUMENT", "NOT_ACCEPTABLE",
            "The answer can be application/json."),
        new(409, "It exists already, or somebody else wrote in between.", "ABORTED", "ETAG_MISMATCH",
            "Somebody else wrote in between."),
        new(412, "It is no longer the version that If-Match names.", "ABORTED", "ETAG_MISMATCH",
            "Somebody else wrote in between."),
        new(413, "The body is larger than the call takes, as sent or unpacked.", "RESOURCE_EXHAUSTED",
            "BODY_TOO_LARGE", "The body is larger than 4194304 bytes."),
        new(415, "The body has a media type or a coding that the call does not take.", "INVALID_ARGUMENT",
            "UNSUPPORTED_MEDIA_TYPE", "The body must be application/json in UTF-8."),
        new(429, "Too many calls; Retry-After says when to try again.", "RESOURCE_EXHAUSTED", "RATE_LIMITED",
            "Too many calls in a short time.", Retries: true),
        new(500, "Something went wrong here; it has been logged.", "INTERNAL", "INTERNAL",
            "Something went wrong here. It has been logged; please try again later."),
        new(501, "The service behind does not know this call.", "UNIMPLEMENTED", null, "Unimplemented."),
        new(503, "The service behind is not there right now.", "UNAVAILABLE", "INDEX_REBUILDS",
            "The index is being rebuilt.", Retries: true),
        new(504, "The call took longer than it may.", "DEADLINE_EXCEEDED", null, "The deadline has passed."),
    ];

    /// <summary>A reference to the response of a status.</summary>
    public static JsonObject Reference(int status) => new() { ["$ref"] = $"#/components/responses/{Name(status)}" };

    /// <summary>A reference to what any other status answers.</summary>
    public static JsonObject Reference() => new() { ["$ref"] = "#/components/responses/Problem" };

    /// <summary>Every response, by the name that operations use.</summary>
    public static JsonObject Responses()
    {
        var responses = new JsonObject
        {
            ["NotModified"] = new JsonObject { ["description"] = "It is still the version that If-None-Match names." },
            ["Problem"] = Response("What went wrong, as RFC 9457 problem details.", example: null),
        };
        foreach (var answer in Answers)
        {
            var response = Response(answer.Description, Example(answer));
            if (answer.Retries)
            {
                response["headers"] = new JsonObject
                {
                    ["Retry-After"] = new JsonObject
                    {
                        ["description"] = "Seconds to wait.",
                        ["schema"] = new JsonObject { ["type"] = "integer" },
                    },
                };
            }

            responses[Name(answer.Status)] = response;
        }

        return responses;
    }

    public static JsonObject Schema()
    {
        static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = "An error: RFC 9457, with the gRPC code, the reason and the fields at fault.",
            ["required"] = new JsonArray("type", "title", "status", "detail", "instance", "code", "metadata", "errors"),
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["type"] = Text("The kind of problem: about:blank, or a URN that ends with the reason."),
                ["title"] = Text("The words of the status."),
                ["status"] = new JsonObject { ["type"] = "integer", ["description"] = "The HTTP status." },
                ["detail"] = Text("One sentence for people."),
                ["instance"] = Text("The path that was called."),
                ["code"] = Text("The canonical gRPC code, such as NOT_FOUND."),
                ["reason"] = Text("What a program acts on: UPPER_SNAKE."),
                ["domain"] = Text("Who defines the reason."),
                ["metadata"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "What the reason is about, by name.",
                    ["additionalProperties"] = new JsonObject { ["type"] = "string" },
                },
                ["errors"] = new JsonObject
                {
                    ["type"] = "array",
                    ["description"] = "Every field at fault.",
                    ["items"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["required"] = new JsonArray("field", "message"),
                        ["additionalProperties"] = false,
                        ["properties"] = new JsonObject
                        {
                            ["field"] = Text("The proto path of the field at fault, such as vacancy.title."),
                            ["message"] = Text("What is wrong with it."),
                        },
                    },
                },
            },
        };
    }

    private static string Name(int status) =>
        status == StatusCodes.Status304NotModified ? "NotModified"
        : string.Concat(Problem.Title(status).Where(char.IsAsciiLetter));

    private static JsonObject Response(string description, JsonNode? example)
    {
        var content = new JsonObject
        {
            ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" },
        };
        if (example is not null)
        {
            content["example"] = example;
        }

        return new JsonObject
        {
            ["description"] = description,
            ["content"] = new JsonObject { [Problem.MediaType] = content },
        };
    }

    // Written by what writes the real ones.
    private static JsonNode? Example(Answer answer) => JsonNode.Parse(
        new Problem(answer.Status, answer.Code, answer.Reason, answer.Detail)
        {
            Metadata = answer.Field is { } field ? new Dictionary<string, string> { ["field"] = field } : [],
            Errors = answer.Field is { } at ? [(at, answer.Detail[(at.Length + 2)..])] : [],
        }.ToJson("/v1/vacancies"));

    private sealed record Answer(
        int Status,
        string Description,
        string Code,
        string? Reason,
        string Detail,
        string? Field = null,
        bool Retries = false);
}
