using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;
using Matching.Gateway.Json;
using Matching.Gateway.Transcoding;

namespace Matching.Gateway.OpenApi;

/// <summary>
/// Writes the OpenAPI 3.1 document of the contracts: every HTTP form of every method, with the protos' comments. Made
/// of the same bindings that answer the calls, so the two cannot differ.
/// </summary>
internal sealed class OpenApiDocument
{
    private const string ExampleId = "0190a7c4-6f5e-7d3a-9b1c-2f4e6d8a0b1c";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // OpenAPI has no place for any other method.
    private static readonly string[] Describable = ["GET", "PUT", "POST", "DELETE", "PATCH"];
    private readonly ApiContracts _contracts;
    private readonly ProtoComments _comments = new();
    private readonly Schemas _schemas;
    private readonly HashSet<string> _operationIds = new(StringComparer.Ordinal);

    private OpenApiDocument(ApiContracts contracts)
    {
        _contracts = contracts;
        _schemas = new Schemas(_comments);
    }

    public static JsonObject Write(ApiContracts contracts) => new OpenApiDocument(contracts).Write();

    private JsonObject Write()
    {
        var paths = new JsonObject();
        foreach (var binding in _contracts.Bindings.Where(binding => Describable.Contains(binding.HttpMethod)))
        {
            var (path, parameters) = Path(binding);
            if (paths[path] is not JsonObject item)
            {
                paths[path] = item = [];
            }

            item[binding.HttpMethod.ToLowerInvariant()] = Operation(binding, parameters);
        }

        var schemas = _schemas.ToJson();
        schemas["Problem"] = ProblemDocument.Schema();
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Matching",
                ["version"] = "v1",
                ["description"] =
                    "Matches people and openings across municipality borders, and explains every match. JSON is "
                    + "proto3 JSON: whole numbers of 64 bits are strings, enums are names. Errors are RFC 9457 problem "
                    + "details.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "This gateway." }),
            ["tags"] = new JsonArray([.. Services().Select(service => new JsonObject
            {
                ["name"] = service.Name, ["description"] = _comments.Of(service),
            })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["responses"] = ProblemDocument.Responses(),
                ["parameters"] = CallParameters(),
            },
        };
    }

    private IEnumerable<Google.Protobuf.Reflection.ServiceDescriptor> Services() =>
        _contracts.Bindings.Select(binding => binding.Method.Service).Distinct();

    private JsonObject Operation(HttpBinding binding, JsonArray parameters)
    {
        var method = binding.Method;
        AddQuery(parameters, binding, method.InputType, prefix: "", []);
        AddHeaders(parameters, binding);
        var comment = _comments.Of(method);
        var operation = new JsonObject
        {
            ["operationId"] = OperationId(binding),
            ["tags"] = new JsonArray(method.Service.Name),
            ["summary"] = FirstSentence(comment),
            ["description"] = comment,
            ["parameters"] = parameters,
            ["responses"] = Responses(binding),
        };
        if (RequestBody(binding) is { } body)
        {
            operation["requestBody"] = body;
        }

        return operation;
    }

    private string OperationId(HttpBinding binding)
    {
        var name = binding.Number == 0 ? binding.Method.Name : $"{binding.Method.Name}_{binding.Number}";
        return _operationIds.Add(name) ? name
            : _operationIds.Add($"{binding.Method.Service.Name}_{name}") ? $"{binding.Method.Service.Name}_{name}"
            : throw new InvalidOperationException($"{binding.Method.FullName} has no id of its own.");
    }

    /// <summary>
    /// The path as OpenAPI writes it: every wildcard is a parameter, named after what stands before it.
    /// </summary>
    private (string Path, JsonArray Parameters) Path(HttpBinding binding)
    {
        var parameters = new JsonArray();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var segments = binding.Template.Segments.ToArray();
        for (var at = 0; at < segments.Length; at++)
        {
            if (segments[at] is not (PathTemplate.One or PathTemplate.Rest))
            {
                continue;
            }

            var (variable, field) = binding.Variables.FirstOrDefault(
                bound => at >= bound.Variable.Start && at < bound.Variable.Start + bound.Variable.Count);
            var name = variable is { Single: true }
                ? field.Leaf.Field.JsonName
                : Singular(at == 0 ? "path" : segments[at - 1]);
            while (!names.Add(name))
            {
                name += "2";
            }

            segments[at] = $"{{{name}}}";
            var parameter = new JsonObject
            {
                ["name"] = name,
                ["in"] = "path",
                ["required"] = true,
                ["description"] = field is null ? "Any value."
                    : variable!.Single ? _comments.Of(field.Leaf.Field)
                    : $"A part of `{field.Text}`. {_comments.Of(field.Leaf.Field)}".Trim(),
                ["schema"] = variable is { Single: true }
                    ? _schemas.Of(field!.Leaf.Field)
                    : new JsonObject { ["type"] = "string" },
            };
            if (field is { Leaf.Type: FieldType.String })
            {
                parameter["example"] = PathExample(field, at - variable!.Start);
            }

            parameters.Add(parameter);
        }

        var path = "/" + string.Join('/', segments);
        return (binding.Template.Verb.Length == 0 ? path : $"{path}:{binding.Template.Verb}", parameters);
    }

    // The part of the field's example that stands where the wildcard stands.
    private string PathExample(FieldPath field, int part) =>
        _comments.ExampleOf(field.Leaf.Field)?.GetValue<string>().Split('/') is { } parts && part < parts.Length
            ? parts[part]
            : ExampleId;

    private static string Singular(string collection) =>
        collection.EndsWith("ies", StringComparison.Ordinal) ? collection[..^3] + "y"
        : collection.EndsWith('s') ? collection[..^1]
        : collection.Trim('{', '}') + "Part";

    private void AddQuery(
        JsonArray parameters,
        HttpBinding binding,
        MessageDescriptor message,
        string prefix,
        List<MessageDescriptor> within)
    {
        if (binding.BodyIsRequest)
        {
            return;
        }

        foreach (var field in message.Fields.InDeclarationOrder())
        {
            var path = FieldPath.Find(binding.Method.InputType, prefix + field.Name);
            if (path is null || !binding.TakesQuery(path) || field.IsMap)
            {
                continue;
            }

            if (field.FieldType == FieldType.Message && !MessagePlan.Of(field.MessageType).IsText)
            {
                if (!field.IsRepeated && !within.Contains(field.MessageType))
                {
                    var inner = $"{prefix}{field.Name}.";
                    AddQuery(parameters, binding, field.MessageType, inner, [.. within, field.MessageType]);
                }

                continue;
            }

            var schema = _schemas.Of(field);
            schema.Remove("description");
            schema.Remove("examples");
            var parameter = new JsonObject
            {
                ["name"] = JsonPath(binding.Method.InputType, path),
                ["in"] = "query",
                ["description"] = _comments.Of(field),
                ["required"] = prefix.Length == 0
                    && _comments.Of(field).StartsWith(Schemas.RequiredMark, StringComparison.Ordinal),
                ["schema"] = schema,
            };
            if (_comments.ExampleOf(field) is { } example)
            {
                parameter["example"] = example;
            }

            parameters.Add(parameter);
        }
    }

    private static string JsonPath(MessageDescriptor message, FieldPath path) =>
        string.Join('.', path.Text.Split('.').Select(name =>
        {
            var field = message.FindFieldByName(name);
            message = field.FieldType == FieldType.Message ? field.MessageType : message;
            return field.JsonName;
        }));

    private static void AddHeaders(JsonArray parameters, HttpBinding binding)
    {
        if (binding.RequestId is not null)
        {
            parameters.Add(Reference("IdempotencyKey"));
        }

        if (binding.IsRead ? binding.AnswerEtag is not null : binding.Etag is not null)
        {
            parameters.Add(Reference("IfMatch"));
        }

        if (binding is { IsRead: true, AnswerEtag: not null })
        {
            parameters.Add(Reference("IfNoneMatch"));
        }

        if (binding.Since is not null)
        {
            parameters.Add(Reference("LastEventId"));
        }

        parameters.Add(Reference("GrpcTimeout"));
        parameters.Add(Reference("RequestTimeout"));
    }

    private static JsonObject Reference(string parameter) =>
        new() { ["$ref"] = $"#/components/parameters/{parameter}" };

    private static JsonObject CallParameters() => new()
    {
        ["IdempotencyKey"] = Header("Idempotency-Key", "A UUID that makes a retry safe; the same as request_id."),
        ["IfMatch"] = Header("If-Match", "An ETag: the call fails with 412 where it is no longer the current one."),
        ["IfNoneMatch"] = Header("If-None-Match", "ETags: the call answers 304 where one is still the current one."),
        ["LastEventId"] = Header("Last-Event-ID", "The last event that was seen; the stream goes on behind it."),
        ["GrpcTimeout"] = Header(CallTimeout.GrpcHeader, "How long the call may take, such as 500m or 10S."),
        ["RequestTimeout"] = Header(CallTimeout.SecondsHeader, "How long the call may take, in seconds."),
    };

    private static JsonObject Header(string name, string description) => new()
    {
        ["name"] = name,
        ["in"] = "header",
        ["description"] = description,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private JsonObject? RequestBody(HttpBinding binding)
    {
        if (!binding.HasBody)
        {
            return null;
        }

        if (binding.HasRawBody)
        {
            return new JsonObject
            {
                ["description"] = _comments.Of(binding.Body!.Field),
                ["required"] = true,
                ["content"] = new JsonObject
                {
                    [MediaTypes.Json] = Content(
                        new JsonObject { ["description"] = "The values, in a list." },
                        _comments.ExampleOf(binding.Body!.Field)),
                    [MediaTypes.Lines] = Content(
                        new JsonObject { ["type"] = "string", ["description"] = "One JSON value on each line." },
                        _comments.ExampleOf(binding.Body!.Field) is JsonArray values
                            ? string.Concat(values.Select(value => value!.ToJsonString(Plain) + "\n"))
                            : null),
                },
            };
        }

        var input = binding.Method.InputType;
        var pathFields = binding.Variables.Select(variable => variable.Field.Text).ToHashSet();
        var required = binding.Body is null ? _schemas.Required(input, field => !pathFields.Contains(field.Name))
            : binding.Body is { Type: FieldType.Message, IsRepeated: false } body && binding.HttpMethod == "POST"
                ? _schemas.Required(body.Field.MessageType, _ => true)
                : [];
        var schema = binding.Body is { } field
            ? _schemas.Of(field.Field)
            : _schemas.Object(input, candidate => !pathFields.Contains(candidate.Name));
        if (required.Count > 0 && schema.ContainsKey("$ref"))
        {
            // What is required of a new resource is not required of every message of its type.
            schema["type"] = "object";
        }

        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        var example = binding.Body is { } one
            ? _schemas.Example(one.Field)
            : _schemas.Example(input, candidate => !pathFields.Contains(candidate.Name));

        return new JsonObject
        {
            ["required"] = required.Count > 0,
            ["content"] = new JsonObject { [MediaTypes.Json] = Content(schema, example) },
        };
    }

    private static JsonObject Content(JsonObject schema, JsonNode? example)
    {
        var content = new JsonObject { ["schema"] = schema };
        if (example is not null)
        {
            content["example"] = example;
        }

        return content;
    }

    private JsonObject Responses(HttpBinding binding)
    {
        var output = binding.Method.OutputType;
        var schema = binding.ResponseBody is { } field ? _schemas.Of(field.Field) : _schemas.Of(output);
        var content = output.FullName == HttpBody.Descriptor.FullName
            ? new JsonObject { ["*/*"] = Content(new JsonObject { ["description"] = "Any bytes." }, example: null) }
            : binding.Method.IsServerStreaming
                ? new JsonObject
                {
                    [MediaTypes.Lines] = new JsonObject { ["schema"] = schema },
                    [MediaTypes.Events] = new JsonObject
                    {
                        ["schema"] = new JsonObject
                        {
                            ["type"] = "string",
                            ["description"] = "Server-sent events with the same JSON as data.",
                        },
                    },
                }
                : new JsonObject { [MediaTypes.Json] = new JsonObject { ["schema"] = schema } };
        var ok = new JsonObject
        {
            ["description"] = binding.Method.IsServerStreaming
                ? $"A stream, one JSON value on each line. {_comments.Of(output)}"
                : _comments.Of(output) is { Length: > 0 } comment ? comment : "Done.",
            ["content"] = content,
        };
        if (binding.AnswerEtag is not null)
        {
            ok["headers"] = new JsonObject
            {
                ["ETag"] = new JsonObject
                {
                    ["description"] = "The version of the resource.",
                    ["schema"] = new JsonObject { ["type"] = "string" },
                },
            };
        }

        var responses = new JsonObject { ["200"] = ok };
        if (binding is { IsRead: true, AnswerEtag: not null })
        {
            responses["304"] = ProblemDocument.Reference(StatusCodes.Status304NotModified);
        }

        foreach (var status in Statuses(binding))
        {
            responses[$"{status}"] = ProblemDocument.Reference(status);
        }

        responses["default"] = ProblemDocument.Reference();
        return responses;
    }

    private static IEnumerable<int> Statuses(HttpBinding binding)
    {
        yield return StatusCodes.Status400BadRequest;
        yield return StatusCodes.Status404NotFound;
        yield return StatusCodes.Status406NotAcceptable;
        if (!binding.IsRead)
        {
            yield return StatusCodes.Status409Conflict;
        }

        if (binding.IsRead ? binding.AnswerEtag is not null : binding.Etag is not null)
        {
            yield return StatusCodes.Status412PreconditionFailed;
        }

        if (binding.HasBody)
        {
            yield return StatusCodes.Status413PayloadTooLarge;
            yield return StatusCodes.Status415UnsupportedMediaType;
        }

        yield return StatusCodes.Status429TooManyRequests;
        yield return StatusCodes.Status500InternalServerError;
        yield return StatusCodes.Status501NotImplemented;
        yield return StatusCodes.Status503ServiceUnavailable;
        yield return StatusCodes.Status504GatewayTimeout;
    }

    private static string FirstSentence(string comment) =>
        comment.IndexOf(". ", StringComparison.Ordinal) is var end && end > 0 ? comment[..end] : comment.TrimEnd('.');
}
