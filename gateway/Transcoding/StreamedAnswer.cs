using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Writes a stream of messages as it comes: a line of JSON each, or server-sent events where the caller accepts those.
/// An error before the first message is an ordinary problem; a later one is the last line, or an event named error.
/// </summary>
internal sealed class StreamedAnswer(
    HttpContext context,
    HttpBinding binding,
    MessageJsonWriter writer,
    TimeProvider clock,
    TranscodingOptions limits,
    ILogger log)
{
    public const string Lines = "application/x-ndjson";
    public const string Events = "text/event-stream";

    /// <summary>How long the first message may take before the caller is told that the stream is open.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>What may gather before it is sent while messages come without a pause.</summary>
    private const int MaximumUnsentBytes = 16 * 1024;

    private readonly bool _asEvents = context.Request.Headers.Accept.ToString().Contains(
        Events, StringComparison.OrdinalIgnoreCase);

    private readonly FieldDescriptor? _sequence = binding.Method.OutputType.FindFieldByName("sequence");

    private long _unsentBytes;

    public async Task SendAsync(IAsyncStreamReader<IMessage> messages)
    {
        var gone = context.RequestAborted;
        context.Response.ContentType = _asEvents ? Events : Lines;
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var output = context.Response.BodyWriter;
        var next = messages.MoveNext(gone);
        if (!next.IsCompleted)
        {
            await Task.WhenAny(next, Task.Delay(Patience, clock, gone));
        }

        if (next.IsFaulted)
        {
            await next;
        }

        try
        {
            while (true)
            {
                if (!next.IsCompleted || _unsentBytes > MaximumUnsentBytes)
                {
                    _unsentBytes = 0;
                    await output.FlushAsync(gone);
                    await WaitAsync(next);
                }

                if (!await next)
                {
                    break;
                }

                WriteMessage(output, messages.Current);
                next = messages.MoveNext(gone);
            }
        }
        catch (RpcException error) when (!gone.IsCancellationRequested)
        {
            GatewayLog.StreamBroken(log, binding.Method.FullName, error.StatusCode);
            WriteProblem(output, Problem.From(error));
        }

        await output.FlushAsync(gone);
    }

    private async Task WaitAsync(Task next)
    {
        while (_asEvents && !next.IsCompleted)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            var beat = Task.Delay(limits.EventStreamHeartbeat, clock, stop.Token);
            if (await Task.WhenAny(next, beat) == beat && !next.IsCompleted)
            {
                context.Response.BodyWriter.Write(":\n\n"u8);
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            }

            await stop.CancelAsync();
        }
    }

    private void WriteMessage(IBufferWriter<byte> output, IMessage message)
    {
        if (_asEvents)
        {
            if (_sequence?.Accessor.GetValue(message) is long sequence)
            {
                output.Write("id: "u8);
                output.Write(System.Text.Encoding.ASCII.GetBytes(sequence.ToString(CultureInfo.InvariantCulture)));
                output.Write("\n"u8);
            }

            output.Write("data: "u8);
        }

        using (var json = new Utf8JsonWriter(output, MessageJsonWriter.Options))
        {
            if (binding.ResponseBody is { } field)
            {
                writer.WriteField(json, field, field.Accessor.GetValue(message));
            }
            else
            {
                writer.Write(json, message);
            }

            json.Flush();
            _unsentBytes += json.BytesCommitted;
        }

        output.Write(_asEvents ? "\n\n"u8 : "\n"u8);
    }

    private void WriteProblem(IBufferWriter<byte> output, Problem problem)
    {
        output.Write(_asEvents ? "event: error\ndata: "u8 : "{\"error\":"u8);
        output.Write(problem.ToJson(context.Request.Path));
        output.Write(_asEvents ? "\n\n"u8 : "}\n"u8);
    }
}
