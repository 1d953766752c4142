using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Matching.Gateway.Json;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Writes a stream of messages as it comes: a line of JSON each, or server-sent events where the caller prefers those.
/// Never reads faster than the caller takes. An error before the first message is an ordinary problem; a later one is
/// the last line, or an event named error.
/// </summary>
internal sealed class StreamedAnswer(
    HttpContext context,
    HttpBinding binding,
    string mediaType,
    MessageJsonWriter writer,
    TimeProvider clock,
    TranscodingOptions limits,
    ILogger log)
{
    /// <summary>How long the first message may take before the caller is told that the stream is open.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>What may gather before it is sent while messages come without a pause.</summary>
    private const int MaximumUnsentBytes = 16 * 1024;

    private readonly bool _asEvents = mediaType == MediaTypes.Events;
    private PipeWriter _output = context.Response.BodyWriter;
    private long _unsentBytes;

    public async Task SendAsync(IAsyncStreamReader<PooledBytes> messages)
    {
        var gone = context.RequestAborted;
        var next = messages.MoveNext(gone);
        if (!next.IsCompleted)
        {
            await Task.WhenAny(next, Task.Delay(Patience, clock, gone));
        }

        if (next.IsFaulted)
        {
            await next;
        }

        Begin();
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        try
        {
            while (true)
            {
                if (!next.IsCompleted || _unsentBytes > MaximumUnsentBytes)
                {
                    _unsentBytes = 0;
                    await _output.FlushAsync(gone);
                    await WaitAsync(next);
                }

                if (!await next)
                {
                    break;
                }

                using (var message = messages.Current)
                {
                    WriteMessage(message.Span);
                }

                next = messages.MoveNext(gone);
            }
        }
        catch (RpcException error) when (!gone.IsCancellationRequested)
        {
            // What no caller can bring about, and no stop.
            if (error.StatusCode is StatusCode.Unknown or StatusCode.Internal or StatusCode.DataLoss)
            {
                GatewayLog.StreamBroken(log, binding.Method.FullName, error.StatusCode);
            }

            WriteProblem(Problem.From(error));
        }

        await _output.CompleteAsync();
    }

    private void Begin()
    {
        var headers = context.Response.Headers;
        context.Response.ContentType = mediaType;
        headers.CacheControl = "no-store";
        headers.Vary = "Accept, Accept-Encoding";
        if (_asEvents)
        {
            // For the proxies that would gather events otherwise.
            headers["X-Accel-Buffering"] = "no";
        }
        else if (MediaTypes.ChooseCoding(context.Request.Headers.AcceptEncoding) is { } coding)
        {
            // Every flush reaches the caller as something that can be unpacked.
            headers.ContentEncoding = coding;
            var body = context.Response.Body;
            _output = PipeWriter.Create(coding == "br"
                ? new BrotliStream(body, CompressionLevel.Fastest, leaveOpen: true)
                : new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true));
        }
    }

    private async Task WaitAsync(Task next)
    {
        while (_asEvents && !next.IsCompleted)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            var beat = Task.Delay(limits.EventStreamHeartbeat, clock, stop.Token);
            if (await Task.WhenAny(next, beat) == beat && !next.IsCompleted)
            {
                _output.Write(":\n\n"u8);
                await _output.FlushAsync(context.RequestAborted);
            }

            await stop.CancelAsync();
        }
    }

    private void WriteMessage(ReadOnlySpan<byte> message)
    {
        if (_asEvents)
        {
            if (binding.ResumePoint is { Leaf: { } point } && ResumeId(point, message) is { Length: > 0 } id)
            {
                _output.Write("id: "u8);
                _output.Write(id);
                _output.Write("\n"u8);
            }

            _output.Write("event: "u8);
            _output.Write(Encoding.ASCII.GetBytes(EventName(message)));
            _output.Write("\ndata: "u8);
        }

        _unsentBytes += writer.Write(_output, binding.Output, binding.ResponseBody, message);
        _output.Write(_asEvents ? "\n\n"u8 : "\n"u8);
    }

    private static byte[] ResumeId(FieldPlan point, ReadOnlySpan<byte> message)
    {
        if (point.Type != FieldType.String)
        {
            var place = (long)(WireReader.FindVarint(message, point.Number) ?? 0);
            return Encoding.ASCII.GetBytes(place.ToString(CultureInfo.InvariantCulture));
        }

        // A token with a line break or a zero in it cannot be an id.
        var token = WireReader.FindBytes(message, [point.Number]);
        return token.IndexOfAny((byte)'\n', (byte)'\r', (byte)0) < 0 ? token.ToArray() : [];
    }

    // What is set of the message's one oneof; a message without one is a plain event.
    private string EventName(ReadOnlySpan<byte> message)
    {
        var name = "message";
        if (binding.Output.Choices.Length != 1)
        {
            return name;
        }

        var reader = new WireReader(message);
        while (reader.Next())
        {
            reader.Skip();
            if (binding.Output.Find(reader.Number) is { Choice: 0 } field)
            {
                name = field.Name;
            }
        }

        return name;
    }

    private void WriteProblem(Problem problem)
    {
        _output.Write(_asEvents ? "event: error\ndata: "u8 : "{\"error\":"u8);
        _output.Write(problem.ToJson(context.Request.Path));
        _output.Write(_asEvents ? "\n\n"u8 : "}\n"u8);
    }
}
