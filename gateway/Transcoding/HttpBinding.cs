using Google.Api;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Matching.Gateway.Json;

namespace Matching.Gateway.Transcoding;

/// <summary>One HTTP form of an RPC method: google.api.http with its names resolved to fields.</summary>
internal sealed class HttpBinding
{
    private HttpBinding(MethodDescriptor method, HttpRule rule, int number)
    {
        Method = method;
        Number = number;
        (HttpMethod, var path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            HttpRule.PatternOneofCase.Delete => ("DELETE", rule.Delete),
            HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch),
            HttpRule.PatternOneofCase.Custom => (rule.Custom.Kind, rule.Custom.Path),
            _ => throw Wrong("has an http rule without a path"),
        };
        PathText = path;
        Template = PathTemplate.Parse(path);
        Variables = [.. Template.Variables.Select(variable => (variable, Field(method.InputType, variable.FieldPath)))];
        BodyIsRequest = rule.Body == "*";
        Body = rule.Body is "" or "*" ? null : TopField(method.InputType, rule.Body);
        ResponseBody = rule.ResponseBody.Length == 0 ? null : TopField(method.OutputType, rule.ResponseBody);
        Input = MessagePlan.Of(method.InputType);
        Output = MessagePlan.Of(method.OutputType);
        Rpc = RpcMethods.Of(method);
        if (Body is not null && Variables.Any(variable => variable.Field.Leaf == Body))
        {
            throw Wrong($"gives '{Body.Name}' by its path and as its body");
        }

        RawAnswer = ResponseBody is null && method.OutputType.FullName == HttpBody.Descriptor.FullName ? []
            : IsRaw(ResponseBody) ? [ResponseBody!.Number]
            : null;
        RequestId = FieldPath.Find(method.InputType, "request_id");
        Etag = FieldPath.Find(method.InputType, "etag")
            ?? (Body is { Type: FieldType.Message }
                ? FieldPath.Find(method.InputType, $"{Body.Name}.etag")
                : null);
        UpdateMask = HttpMethod == "PATCH" && Body is { Message.Form: JsonForm.Members, IsRepeated: false }
            ? FieldPath.Find(method.InputType, "update_mask")
            : null;
        Since = method.IsServerStreaming
            ? FieldPath.Find(method.InputType, "since_sequence") ?? FieldPath.Find(method.InputType, "resume_token")
            : null;
        AnswerEtag = FieldPath.Find(method.OutputType, "etag") is { Leaf.Type: FieldType.String } etag ? etag : null;
        ResumePoint = Since is null ? null
            : FieldPath.Find(method.OutputType, "sequence") ?? FieldPath.Find(method.OutputType, "resume_token");
    }

    public MethodDescriptor Method { get; }

    /// <summary>How the method is called, with messages as they stand on the wire.</summary>
    public Method<PooledBytes, PooledBytes> Rpc { get; }

    public MessagePlan Input { get; }

    public MessagePlan Output { get; }

    /// <summary>0 for the rule itself, from 1 for its additional bindings.</summary>
    public int Number { get; }

    public string HttpMethod { get; }

    public string PathText { get; }

    public PathTemplate Template { get; }

    /// <summary>What the path gives.</summary>
    public IReadOnlyList<(PathVariable Variable, FieldPath Field)> Variables { get; }

    /// <summary>Whether the HTTP body is the whole request.</summary>
    public bool BodyIsRequest { get; }

    /// <summary>The request field that is the HTTP body.</summary>
    public FieldPlan? Body { get; }

    /// <summary>The response field that is the HTTP answer; null for the whole response.</summary>
    public FieldPlan? ResponseBody { get; }

    /// <summary>The field that takes <c>Idempotency-Key</c>.</summary>
    public FieldPath? RequestId { get; }

    /// <summary>The field that takes <c>If-Match</c>.</summary>
    public FieldPath? Etag { get; }

    /// <summary>The mask that is made of a PATCH body where the caller gives none.</summary>
    public FieldPath? UpdateMask { get; }

    /// <summary>The field that takes <c>Last-Event-ID</c>.</summary>
    public FieldPath? Since { get; }

    /// <summary>The field of the answer that is its <c>ETag</c>.</summary>
    public FieldPath? AnswerEtag { get; }

    /// <summary>The field of a streamed answer that a caller can go on from: what <see cref="Since"/> takes.</summary>
    public FieldPath? ResumePoint { get; }

    /// <summary>Whether the call only reads.</summary>
    public bool IsRead => HttpMethods.IsGet(HttpMethod) || HttpMethods.IsHead(HttpMethod);

    /// <summary>Whether a body is read at all.</summary>
    public bool HasBody => BodyIsRequest || Body is not null;

    /// <summary>Whether the body is taken as raw bytes.</summary>
    public bool HasRawBody => IsRaw(Body);

    /// <summary>Where the google.api.HttpBody stands that is the answer, in field numbers; null for none.</summary>
    public int[]? RawAnswer { get; }

    /// <summary>Every HTTP form of a method; none where it has no rule or its kind has no HTTP form.</summary>
    /// <exception cref="InvalidOperationException">A rule names a field that is not there, or nests.</exception>
    public static IEnumerable<HttpBinding> Of(MethodDescriptor method)
    {
        var rule = method.GetOptions()?.GetExtension(AnnotationsExtensions.Http);
        if (rule is null)
        {
            yield break;
        }

        var main = new HttpBinding(method, rule, number: 0);
        if (method.IsClientStreaming && (method.IsServerStreaming || !main.HasRawBody))
        {
            throw main.Wrong("streams its requests, which HTTP can only give as a google.api.HttpBody field");
        }

        yield return main;
        for (var index = 0; index < rule.AdditionalBindings.Count; index++)
        {
            var additional = rule.AdditionalBindings[index];
            yield return additional.AdditionalBindings.Count == 0
                ? new HttpBinding(method, additional, index + 1)
                : throw main.Wrong("has additional bindings within additional bindings");
        }
    }

    /// <summary>Whether a query parameter may set a field: not one that the path or the body gives.</summary>
    public bool TakesQuery(FieldPath field)
    {
        foreach (var (_, bound) in Variables)
        {
            if (bound.Text == field.Text)
            {
                return false;
            }
        }

        return !BodyIsRequest && field.Top != Body;
    }

    private FieldPath Field(MessageDescriptor message, string path) =>
        FieldPath.Find(message, path) is { Leaf: { IsRepeated: false, Type: not FieldType.Message } } field
            ? field
            : throw Wrong($"binds '{path}', which is not a single value of {message.Name}");

    private static bool IsRaw(FieldPlan? field) =>
        field is { IsRepeated: false, Type: FieldType.Message }
        && field.Field.MessageType.FullName == HttpBody.Descriptor.FullName;

    private FieldPlan TopField(MessageDescriptor message, string name) =>
        message.FindFieldByName(name) is { } field
            ? MessagePlan.Of(message).Find(field.FieldNumber)!
            : throw Wrong($"names '{name}', which is not a field of {message.Name}");

    private InvalidOperationException Wrong(string what) => new($"{Method.FullName} {what}.");
}
