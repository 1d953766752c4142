using System.Buffers;
using System.Collections;
using System.Text.Json;
using System.Text.Unicode;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Hosting;
using Microsoft.Extensions.Primitives;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Makes the request message of an HTTP call from its path, query, headers and JSON body. Every mistake is collected
/// and told at once, by proto path. A raw body is left for <see cref="RawBody"/>.
/// </summary>
internal sealed class RequestReader(ApiContracts contracts, TranscodingOptions limits)
{
    private readonly JsonParser _parser =
        new(JsonParser.Settings.Default.WithTypeRegistry(contracts.Types));

    /// <exception cref="RpcException">INVALID_ARGUMENT: the call does not fit the method.</exception>
    public async Task<IMessage> ReadAsync(HttpContext context, HttpBinding binding, string[] segments)
    {
        var request = FieldValue.NewMessage(binding.Method.InputType);
        var mistakes = new FieldErrors();
        FieldMask? given = null;
        if (binding.HasBody && !binding.HasRawBody)
        {
            given = await ReadBodyAsync(context, binding, request, mistakes);
        }

        ReadPath(binding, segments, request, mistakes);
        ReadQuery(context.Request.Query, binding, request, mistakes);
        ReadHeaders(context.Request.Headers, binding, request, mistakes);
        if (given is not null && binding.UpdateMask is { } mask && mask.Accessor.GetValue(request) is null)
        {
            mask.Accessor.SetValue(request, given);
        }

        mistakes.ThrowIfAny();
        return request;
    }

    private async Task<FieldMask?> ReadBodyAsync(
        HttpContext context, HttpBinding binding, IMessage request, FieldErrors mistakes)
    {
        var bytes = await BufferAsync(context);
        try
        {
            return bytes.IsEmpty ? null : ReadJson(bytes, binding, request, mistakes);
        }
        finally
        {
            // Until here the document lay in the server's own buffers.
            context.Request.BodyReader.AdvanceTo(bytes.End);
        }
    }

    private FieldMask? ReadJson(
        ReadOnlySequence<byte> bytes, HttpBinding binding, IMessage request, FieldErrors mistakes)
    {
        var at = binding.Body?.Name ?? "";
        if (!IsUtf8(bytes))
        {
            throw RpcErrors.InvalidField(at.Length == 0 ? "body" : at, "MALFORMED_JSON", "is not valid UTF-8.");
        }

        try
        {
            using var json = JsonDocument.Parse(
                bytes, new JsonDocumentOptions { MaxDepth = limits.MaximumJsonDepth });
            var reader = new MessageJson(_parser, mistakes);
            if (binding.Body is not { } body)
            {
                reader.Read(json.RootElement, request, path: "");
                return null;
            }

            if (json.RootElement.ValueKind != JsonValueKind.Null)
            {
                reader.ReadField(json.RootElement, body, request, at);
            }

            if (binding.UpdateMask is null || json.RootElement.ValueKind != JsonValueKind.Object || mistakes.Any)
            {
                return null;
            }

            var given = MessageJson.GivenPaths(json.RootElement, body.MessageType);
            return new FieldMask { Paths = { given.Where(IsChange) } };
        }
        catch (JsonException error)
        {
            throw RpcErrors.InvalidField(
                at.Length == 0 ? "body" : at,
                "MALFORMED_JSON",
                $"is not valid JSON of at most {limits.MaximumJsonDepth} levels: see line {error.LineNumber + 1}, "
                    + $"byte {error.BytePositionInLine + 1}.");
        }
    }

    // The name says which resource, the etag which version of it: neither is a change.
    private static bool IsChange(string path) => path is not ("name" or "etag");

    private static bool IsUtf8(ReadOnlySequence<byte> bytes) =>
        Utf8.IsValid(bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray());

    /// <summary>Reads the whole body; the server's limit on its size is set before.</summary>
    private static async Task<ReadOnlySequence<byte>> BufferAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            if (result.IsCompleted)
            {
                var bytes = result.Buffer;
                return bytes.FirstSpan.StartsWith("\uFEFF"u8) ? bytes.Slice(3) : bytes;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static void ReadPath(HttpBinding binding, string[] segments, IMessage request, FieldErrors mistakes)
    {
        foreach (var (variable, field) in binding.Variables)
        {
            var count = binding.Template.Segments[variable.Start + variable.Count - 1] == PathTemplate.Rest
                ? segments.Length - variable.Start
                : variable.Count;
            var text = variable.Single
                ? Uri.UnescapeDataString(segments[variable.Start])
                : string.Join('/', segments.Skip(variable.Start).Take(count).Select(UnescapeAllButSlash));
            if (FieldValue.Parse(field.Leaf, text) is { } value)
            {
                field.Leaf.Accessor.SetValue(field.Owner(request), value);
            }
            else
            {
                mistakes.Add(field.Text, "INVALID_VALUE", $"must be {FieldValue.Expected(field.Leaf)}.");
            }
        }
    }

    // A value of several segments keeps an encoded slash, or it could not be told from one that separates.
    private static string UnescapeAllButSlash(string segment) =>
        Uri.UnescapeDataString(segment.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase));

    private static void ReadQuery(
        IQueryCollection query, HttpBinding binding, IMessage request, FieldErrors mistakes)
    {
        HashSet<string>? seen = null;
        foreach (var (name, values) in query)
        {
            if (FieldPath.Find(binding.Method.InputType, name) is not { } field)
            {
                mistakes.Add(name, "UNKNOWN_FIELD", $"is not a query parameter of {binding.Method.Name}.");
            }
            else if (!binding.TakesQuery(field))
            {
                mistakes.Add(field.Text, "UNKNOWN_FIELD", "is given by the path or the body, not by the query.");
            }
            else if (!(seen ??= []).Add(field.Text))
            {
                mistakes.Add(field.Text, "DUPLICATE_FIELD", "is given twice.");
            }
            else
            {
                ReadParameter(field, values, request, mistakes);
            }
        }
    }

    private static void ReadParameter(FieldPath field, StringValues values, IMessage request, FieldErrors mistakes)
    {
        var leaf = field.Leaf;
        if (leaf.FieldType == FieldType.Message && !FieldValue.IsText(leaf.MessageType))
        {
            mistakes.Add(field.Text, "WRONG_TYPE", leaf.IsRepeated || FieldValue.IsJson(leaf.MessageType)
                ? "cannot be given in a query."
                : $"is given by its fields, such as {field.Text}."
                    + $"{leaf.MessageType.Fields.InDeclarationOrder()[0].Name}.");
            return;
        }

        if (!leaf.IsRepeated && values.Count > 1)
        {
            mistakes.Add(field.Text, "DUPLICATE_FIELD", "is given twice.");
            return;
        }

        var owner = field.Owner(request);
        for (var index = 0; index < values.Count; index++)
        {
            if (FieldValue.Parse(leaf, values[index] ?? "") is not { } value)
            {
                var at = leaf.IsRepeated ? $"{field.Text}[{index}]" : field.Text;
                mistakes.Add(at, "INVALID_VALUE", $"must be {FieldValue.Expected(leaf)}.");
            }
            else if (leaf.IsRepeated)
            {
                ((IList)leaf.Accessor.GetValue(owner)).Add(value);
            }
            else
            {
                leaf.Accessor.SetValue(owner, value);
            }
        }
    }

    private static void ReadHeaders(
        IHeaderDictionary headers, HttpBinding binding, IMessage request, FieldErrors mistakes)
    {
        if (binding.RequestId is { } requestId
            && headers.TryGetValue("Idempotency-Key", out var keys)
            && keys.ToString().Trim('"', ' ') is { Length: > 0 } key)
        {
            if (requestId.Accessor.GetValue(request) is string { Length: > 0 } other && other != key)
            {
                mistakes.Add(requestId.Name, "INVALID_VALUE", "differs from the Idempotency-Key header.");
            }

            requestId.Accessor.SetValue(request, key);
        }

        if (binding.Method.IsServerStreaming
            && headers["Last-Event-ID"].ToString() is { Length: > 0 } last
            && binding.Method.InputType.FindFieldByName("since_sequence") is { } since
            && FieldValue.Parse(since, last) is { } sequence)
        {
            // A browser that reconnects asks to go on where the stream broke off.
            since.Accessor.SetValue(request, sequence);
        }

        var tag = headers.IfMatch.ToString();
        if (tag is "" or "*" || HttpMethods.IsGet(binding.HttpMethod))
        {
            return;
        }

        if (binding.Etag is not { } etag)
        {
            mistakes.Add(
                "If-Match", "PRECONDITION_NOT_SUPPORTED", $"is not something that {binding.Method.Name} can promise.");
            return;
        }

        var owner = etag.Owner(request);
        if (etag.Leaf.Accessor.GetValue(owner) is string { Length: > 0 } given && given != tag)
        {
            mistakes.Add(etag.Text, "INVALID_VALUE", "differs from the If-Match header.");
        }

        etag.Leaf.Accessor.SetValue(owner, tag);
    }
}
