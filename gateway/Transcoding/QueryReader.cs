using System.Text;
using Google.Protobuf.Reflection;
using Matching.Gateway.Json;
using Matching.Hosting;

namespace Matching.Gateway.Transcoding;

/// <summary>Reads query parameters into a request: fields by their paths, lists by repeating the parameter.</summary>
internal sealed class QueryReader(
    HttpBinding binding, TranscodingOptions limits, PooledBytes request, FieldErrors mistakes)
{
    private readonly List<FieldPath> _given = [];
    private Dictionary<string, FieldPlan>? _chosen;

    public bool Gave(FieldPath field) => CountOf(field) > 0;

    /// <param name="query">As it stands in the URL, with its question mark.</param>
    /// <param name="bodyGiven">Whether the field that is the body has been read.</param>
    public void Read(string? query, bool bodyGiven)
    {
        if (string.IsNullOrEmpty(query))
        {
            return;
        }

        Choose(bodyGiven);
        using var text = new PooledBytes(128);
        var count = 0;
        foreach (var range in query.AsSpan(1).Split('&'))
        {
            var parameter = query.AsSpan(1)[range];
            if (parameter.IsEmpty)
            {
                continue;
            }

            if (++count > limits.MaximumQueryParameters)
            {
                mistakes.Add(
                    "query", "TOO_MANY_PARAMETERS", $"has more than {limits.MaximumQueryParameters} parameters.");
                return;
            }

            var equals = parameter.IndexOf('=');
            text.Truncate(0);
            if (!UrlText.TryDecode(text, equals < 0 ? parameter : parameter[..equals], plusIsSpace: true))
            {
                mistakes.Add("query", "MALFORMED_QUERY", "has a name that is not percent-encoded UTF-8.");
                continue;
            }

            ReadParameter(Encoding.UTF8.GetString(text.Span), equals < 0 ? [] : parameter[(equals + 1)..], text);
        }
    }

    private void ReadParameter(string name, ReadOnlySpan<char> value, PooledBytes text)
    {
        if (FieldPath.Find(binding.Method.InputType, name) is not { } field)
        {
            mistakes.Add(name, "UNKNOWN_FIELD", $"is not a query parameter of {binding.Method.Name}.");
            return;
        }

        var leaf = field.Leaf;
        if (!binding.TakesQuery(field))
        {
            mistakes.Add(field.Text, "UNKNOWN_FIELD", "is given by the path or the body, not by the query.");
        }
        else if (leaf.Message is { IsText: false } message)
        {
            var hasFields = !leaf.IsRepeated && message is { Form: JsonForm.Members, Fields.Length: > 0 };
            mistakes.Add(field.Text, "WRONG_TYPE", hasFields
                ? $"is given by its fields, such as {field.Text}.{message.Fields[0].Name}."
                : "cannot be given in a query.");
        }
        else if (!leaf.IsRepeated && Gave(field))
        {
            mistakes.Add(field.Text, "DUPLICATE_FIELD", "is given twice.");
        }
        else if (IsFirstChoice(field))
        {
            text.Truncate(0);
            if (!UrlText.TryDecode(text, value, plusIsSpace: true) || !field.TryWrite(request, text.Span))
            {
                var at = leaf.IsRepeated ? $"{field.Text}[{CountOf(field)}]" : field.Text;
                mistakes.Add(at, "INVALID_VALUE", $"must be {ScalarText.Expected(leaf)}.");
            }

            _given.Add(field);
        }
    }

    private int CountOf(FieldPath field)
    {
        var count = 0;
        foreach (var other in _given)
        {
            count += other == field || other.Text == field.Text ? 1 : 0;
        }

        return count;
    }

    // What the body and the path give may be one choice of a oneof already.
    private void Choose(bool bodyGiven)
    {
        if (bodyGiven && binding.Body is { Choice: >= 0 } body)
        {
            (_chosen ??= [])[body.Field.RealContainingOneof.Name] = body;
        }

        foreach (var (_, field) in binding.Variables)
        {
            IsFirstChoice(field);
        }
    }

    private bool IsFirstChoice(FieldPath field)
    {
        var within = "";
        foreach (var step in field.Steps)
        {
            if (step.Choice >= 0)
            {
                OneofDescriptor choice = step.Field.RealContainingOneof;
                if (!(_chosen ??= []).TryAdd(within + choice.Name, step) && _chosen[within + choice.Name] != step)
                {
                    mistakes.Add(field.Text, "DUPLICATE_FIELD", $"is given beside another choice of {choice.Name}.");
                    return false;
                }
            }

            within += step.Message is null ? "" : step.Name + ".";
        }

        return true;
    }
}
