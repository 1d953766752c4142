using Google.Api;
using Google.Protobuf.Reflection;

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
        RequestId = method.InputType.FindFieldByName("request_id");
        Etag = FieldPath.Find(method.InputType, "etag")
            ?? (Body is { FieldType: FieldType.Message }
                ? FieldPath.Find(method.InputType, $"{Body.Name}.etag")
                : null);
        UpdateMask = HttpMethod == "PATCH" && Body is { FieldType: FieldType.Message, IsRepeated: false }
            ? method.InputType.FindFieldByName("update_mask")
            : null;
    }

    public MethodDescriptor Method { get; }

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
    public FieldDescriptor? Body { get; }

    /// <summary>The response field that is the HTTP answer; null for the whole response.</summary>
    public FieldDescriptor? ResponseBody { get; }

    /// <summary>The field that takes <c>Idempotency-Key</c>.</summary>
    public FieldDescriptor? RequestId { get; }

    /// <summary>The field that takes <c>If-Match</c>.</summary>
    public FieldPath? Etag { get; }

    /// <summary>The mask that is made of a PATCH body where the caller gives none.</summary>
    public FieldDescriptor? UpdateMask { get; }

    /// <summary>Whether a body is read at all.</summary>
    public bool HasBody => BodyIsRequest || Body is not null;

    /// <summary>Whether the body is taken as raw bytes.</summary>
    public bool HasRawBody =>
        Body is { FieldType: FieldType.Message } && Body.MessageType.FullName == HttpBody.Descriptor.FullName;

    /// <summary>Every HTTP form of a method; none where it has no rule or its kind has no HTTP form.</summary>
    /// <exception cref="InvalidOperationException">A rule names a field that is not there.</exception>
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
            yield return new HttpBinding(method, rule.AdditionalBindings[index], index + 1);
        }
    }

    /// <summary>Whether a query parameter may set a field: not one that the path or the body gives.</summary>
    public bool TakesQuery(FieldPath field) =>
        !BodyIsRequest
        && field.Top != Body
        && Variables.All(variable => variable.Field.Text != field.Text);

    private FieldPath Field(MessageDescriptor message, string path) =>
        FieldPath.Find(message, path) is { Leaf: { IsRepeated: false, FieldType: not FieldType.Message } } field
            ? field
            : throw Wrong($"binds '{path}', which is not a single value of {message.Name}");

    private FieldDescriptor TopField(MessageDescriptor message, string name) =>
        message.FindFieldByName(name) ?? throw Wrong($"names '{name}', which is not a field of {message.Name}");

    private InvalidOperationException Wrong(string what) => new($"{Method.FullName} {what}.");
}
