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
        schemas["Problem"] = ProblemSchema();
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
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. Services().Select(service => new JsonObject
            {
                ["name"] = service.Name, ["description"] = _comments.Of(service),
            })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["responses"] = new JsonObject { ["Problem"] = ProblemResponse() },
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
            parameters.Add(new JsonObject
            {
                ["name"] = name,
                ["in"] = "path",
                ["required"] = true,
                ["description"] = field is null ? "Any value."
                    : variable!.Single ? _comments.Of(field.Leaf.Field)
                    : $"A part of `{field.Text}`. {_comments.Of(field.Leaf.Field)}".Trim(),
                ["schema"] = variable is { Single: true }
                    ? _schemas.Of(field!.Leaf.Field)
                    : new JsonObject { ["type"] = "string", ["examples"] = new JsonArray(ExampleId) },
            });
        }

        var path = "/" + string.Join('/', segments);
        return (binding.Template.Verb.Length == 0 ? path : $"{path}:{binding.Template.Verb}", parameters);
    }

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
            parameters.Add(new JsonObject
            {
                ["name"] = JsonPath(binding.Method.InputType, path),
                ["in"] = "query",
                ["description"] = _comments.Of(field),
                ["required"] = prefix.Length == 0
                    && _comments.Of(field).StartsWith(Schemas.RequiredMark, StringComparison.Ordinal),
                ["schema"] = schema,
            });
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
            parameters.Add(Header("Idempotency-Key", "A UUID that makes a retry safe; the same as request_id."));
        }

        if (binding.Etag is not null && binding.HttpMethod != "GET")
        {
            parameters.Add(
                Header("If-Match", "An ETag: the call fails with 412 where it is no longer the current one."));
        }

        parameters.Add(Header(CallTimeout.GrpcHeader, "How long the call may take, such as 500m or 10S."));
    }

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
                    ["application/json"] = new JsonObject { ["schema"] = new JsonObject() },
                    ["application/x-ndjson"] = new JsonObject
                    {
                        ["schema"] = new JsonObject
                        {
                            ["type"] = "string",
                            ["description"] = "One JSON value on each line.",
                        },
                    },
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
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        return new JsonObject
        {
            ["required"] = required.Count > 0,
            ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } },
        };
    }

    private JsonObject Responses(HttpBinding binding)
    {
        var output = binding.Method.OutputType;
        var schema = binding.ResponseBody is { } field ? _schemas.Of(field.Field) : _schemas.Of(output);
        var content = output.FullName == HttpBody.Descriptor.FullName
            ? new JsonObject { ["*/*"] = new JsonObject() }
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
                : new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } };
        var ok = new JsonObject
        {
            ["description"] = binding.Method.IsServerStreaming
                ? $"A stream, one JSON value on each line. {_comments.Of(output)}"
                : _comments.Of(output) is { Length: > 0 } comment ? comment : "Done.",
            ["content"] = content,
        };
        if (output.FindFieldByName("etag") is not null)
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

        var responses = new JsonObject { ["200"] = ok, ["400"] = ProblemReference() };
        if (binding.Variables.Count > 0)
        {
            responses["404"] = ProblemReference();
        }

        if (binding.Etag is not null && binding.HttpMethod != "GET")
        {
            responses["412"] = ProblemReference();
        }

        responses["default"] = ProblemReference();
        return responses;
    }

    private static JsonObject ProblemReference() => new() { ["$ref"] = "#/components/responses/Problem" };

    private static JsonObject ProblemResponse() => new()
    {
        ["description"] = "What went wrong, as RFC 9457 problem details.",
        ["content"] = new JsonObject
        {
            [Problem.MediaType] = new JsonObject
            {
                ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" },
            },
        },
    };

    private static JsonObject ProblemSchema()
    {
        static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = "An error: RFC 9457, with the gRPC code, the reason and the fields at fault.",
            ["required"] = new JsonArray("type", "title", "status", "detail", "code"),
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
                    ["additionalProperties"] = new JsonObject { ["type"] = "string" },
                },
                ["errors"] = new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["required"] = new JsonArray("field", "message"),
                        ["properties"] = new JsonObject
                        {
                            ["field"] = Text("The proto path of the field at fault, such as vacancy.title."),
                            ["message"] = Text("What is wrong with it."),
                        },
                    },
                },
            },
            ["examples"] = new JsonArray(new JsonObject
            {
                ["type"] = Problem.TypePrefix + "WRONG_TYPE",
                ["title"] = "Bad Request",
                ["status"] = 400,
                ["detail"] = "vacancy.positions: must be a whole number of 32 bits.",
                ["instance"] = "/v1/vacancies",
                ["code"] = "INVALID_ARGUMENT",
                ["reason"] = "WRONG_TYPE",
                ["domain"] = "matching",
                ["metadata"] = new JsonObject { ["field"] = "vacancy.positions" },
                ["errors"] = new JsonArray(new JsonObject
                {
                    ["field"] = "vacancy.positions",
                    ["message"] = "must be a whole number of 32 bits.",
                }),
            }),
        };
    }

    private static string FirstSentence(string comment) =>
        comment.IndexOf(". ", StringComparison.Ordinal) is var end && end > 0 ? comment[..end] : comment.TrimEnd('.');
}
