using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Grpc.Core;
using Matching.Gateway.Json;
using Matching.Hosting;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Makes the request of an HTTP call from its JSON body, path, query and headers, in this order: protobuf merges what
/// comes later into what stands before, so that the path wins over the body. Every mistake is collected and told at
/// once, by proto path. A raw body is left for <see cref="RawBody"/>.
/// </summary>
internal sealed class RequestReader(ApiContracts contracts, TranscodingOptions limits)
{
    /// <summary>The request as it goes on the wire.</summary>
    /// <param name="body">Where the body is read from, if the call has one.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT: the call does not fit the method.</exception>
    public async Task<PooledBytes> ReadAsync(
        HttpContext context, HttpBinding binding, string path, Range[] segments, PipeReader body)
    {
        if (!binding.HasBody || binding.HasRawBody)
        {
            return Read(context.Request, binding, path, segments, json: default);
        }

        var json = await BufferAsync(body, context.RequestAborted);
        try
        {
            if (json.IsSingleSegment)
            {
                return Read(context.Request, binding, path, segments, json.FirstSpan);
            }

            using var whole = new PooledBytes(checked((int)json.Length) + 1);
            foreach (var piece in json)
            {
                whole.Add(piece.Span);
            }

            return Read(context.Request, binding, path, segments, whole.Span);
        }
        finally
        {
            // Until here the document lay in the server's own buffers.
            body.AdvanceTo(json.End);
        }
    }

    private PooledBytes Read(
        HttpRequest http, HttpBinding binding, string path, Range[] segments, ReadOnlySpan<byte> json)
    {
        var request = new PooledBytes(Math.Max(256, json.Length));
        var mistakes = new FieldErrors();
        json = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        if (!json.IsEmpty)
        {
            ReadBody(json, binding, request, mistakes);
        }

        ReadPath(binding, path, segments, request, mistakes);
        var query = new QueryReader(binding, limits, request, mistakes);
        query.Read(http.QueryString.Value, bodyGiven: !json.IsEmpty);
        ReadHeaders(http.Headers, binding, request, mistakes);
        if (binding.UpdateMask is { } mask && !json.IsEmpty && !mistakes.Any && !query.Gave(mask))
        {
            WriteMask(json, binding, mask, request);
        }

        if (mistakes.Any)
        {
            request.Dispose();
            mistakes.ThrowIfAny();
        }

        return request;
    }

    private void ReadBody(ReadOnlySpan<byte> bytes, HttpBinding binding, PooledBytes request, FieldErrors mistakes)
    {
        var at = binding.Body?.Name ?? "body";
        if (!Utf8.IsValid(bytes))
        {
            throw RpcErrors.InvalidField(at, "MALFORMED_JSON", "is not valid UTF-8.");
        }

        try
        {
            var json = Open(bytes);
            json.Read();
            using var reader = new MessageJsonReader(request, mistakes, contracts.Types);
            if (binding.Body is not { } body)
            {
                reader.ReadMessage(ref json, binding.Input);
            }
            else if (json.TokenType != JsonTokenType.Null || body.TakesNull)
            {
                reader.ReadField(ref json, body);
            }

            // Throws where more follows.
            json.Read();
        }
        catch (JsonException error)
        {
            throw RpcErrors.InvalidField(
                at,
                "MALFORMED_JSON",
                $"is not valid JSON of at most {limits.MaximumJsonDepth} levels: see line {error.LineNumber + 1}, "
                    + $"byte {error.BytePositionInLine + 1}.");
        }
    }

    private Utf8JsonReader Open(ReadOnlySpan<byte> json) =>
        new(json, new JsonReaderOptions { MaxDepth = limits.MaximumJsonDepth });

    // What the body of a PATCH names is what it changes.
    private void WriteMask(ReadOnlySpan<byte> bytes, HttpBinding binding, FieldPath mask, PooledBytes request)
    {
        var json = Open(bytes);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        var paths = new List<string>();
        AddGivenPaths(ref json, binding.Body!.Message!, prefix: "", paths);

        // The name says which resource, the etag which version of it: neither is a change.
        mask.TryWrite(request, Encoding.UTF8.GetBytes(
            string.Join(',', paths.Where(path => path is not ("name" or "etag")))));
    }

    // Proto paths; lists and maps as a whole.
    private static void AddGivenPaths(ref Utf8JsonReader json, MessagePlan type, string prefix, List<string> paths)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = json.ValueIsEscaped
                ? type.Find(Encoding.UTF8.GetBytes(json.GetString()!))
                : type.Find(json.ValueSpan);
            json.Read();
            var path = prefix + field!.Name;
            var next = json;
            if (json.TokenType == JsonTokenType.StartObject
                && field is { IsRepeated: false, Message: { Form: JsonForm.Members } inner }
                && next.Read() && next.TokenType != JsonTokenType.EndObject)
            {
                AddGivenPaths(ref json, inner, path + ".", paths);
            }
            else
            {
                paths.Add(path);
                json.Skip();
            }
        }
    }

    /// <summary>Reads the whole body; its size has been limited before.</summary>
    private static async Task<ReadOnlySequence<byte>> BufferAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            if (result.IsCompleted)
            {
                return result.Buffer;
            }

            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static void ReadPath(
        HttpBinding binding, string path, Range[] segments, PooledBytes request, FieldErrors mistakes)
    {
        if (binding.Variables.Count == 0)
        {
            return;
        }

        using var text = new PooledBytes(128);
        foreach (var (variable, field) in binding.Variables)
        {
            text.Truncate(0);
            var last = binding.Template.Segments[variable.Start + variable.Count - 1] == PathTemplate.Rest
                ? segments.Length - 1
                : variable.Start + variable.Count - 1;

            // A value of several segments keeps an encoded slash, or it could not be told from one that separates.
            var part = last < variable.Start
                ? []
                : path.AsSpan(segments[variable.Start].Start.Value..segments[last].End.Value);
            if (!UrlText.TryDecode(text, part, keepSlash: !variable.Single) || !field.TryWrite(request, text.Span))
            {
                mistakes.Add(field.Text, "INVALID_VALUE", $"must be {ScalarText.Expected(field.Leaf)}.");
            }
        }
    }

    private static void ReadHeaders(
        IHeaderDictionary headers, HttpBinding binding, PooledBytes request, FieldErrors mistakes)
    {
        if (binding.RequestId is { } requestId)
        {
            if (headers["Idempotency-Key"].ToString().Trim('"', ' ') is { Length: > 0 } key)
            {
                WriteHeader(request, requestId, key, "Idempotency-Key", mistakes);
            }
            else if (WireReader.FindBytes(request.Span, requestId.Numbers).IsEmpty)
            {
                // The call behind is made again where a connection is lost, and must not be acted on twice.
                requestId.TryWrite(request, Encoding.UTF8.GetBytes(
                    Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString()));
            }
        }

        // A browser that reconnects asks to go on where the stream broke off.
        if (binding.Since is { } since && headers["Last-Event-ID"].ToString() is { Length: > 0 } last)
        {
            since.TryWrite(request, Encoding.UTF8.GetBytes(last));
        }

        if (Preconditions.ReadForWrite(headers, binding, mistakes) is { } tag)
        {
            WriteHeader(request, binding.Etag!, tag, "If-Match", mistakes);
        }
    }

    private static void WriteHeader(
        PooledBytes request, FieldPath field, string value, string header, FieldErrors mistakes)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        var given = WireReader.FindBytes(request.Span, field.Numbers);
        if (!given.IsEmpty && !given.SequenceEqual(bytes))
        {
            mistakes.Add(field.Text, "INVALID_VALUE", $"differs from the {header} header.");
        }

        field.TryWrite(request, bytes);
    }
}
