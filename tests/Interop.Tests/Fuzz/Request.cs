using System.Buffers;

namespace Interop.Tests.Fuzz;

/// <summary>How a request ends, which says what can be expected of its answer.</summary>
internal enum Ending
{
    /// <summary>Its side of the stream is closed: an answer has to come.</summary>
    Whole,

    /// <summary>It is reset as soon as it is sent.</summary>
    Reset,

    /// <summary>It is left half-open for a while and then reset.</summary>
    Open,

    /// <summary>It breaks the rules of the connection, which may end with it.</summary>
    BreaksConnection,
}

/// <summary>One request as it goes over the wire.</summary>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Ending">How it ends.</param>
/// <param name="Headers">The fields of its header block, in their order.</param>
/// <param name="Body">The bytes of its body.</param>
internal sealed record Request(
    string Kind, Ending Ending, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    /// <summary>Whether nothing is wrong with it.</summary>
    public bool IsGood { get; init; }

    /// <summary>Frames to send after it on the connection, whatever they do there.</summary>
    public Action<ArrayBufferWriter<byte>, int>? Extra { get; init; }

    public void WriteTo(ArrayBufferWriter<byte> output, int stream)
    {
        var block = new ArrayBufferWriter<byte>();
        foreach (var (name, value) in Headers)
        {
            HeaderBlock.Write(block, name, value);
        }

        var isOpen = Ending == Ending.Open;
        WriteHeaders(output, stream, block.WrittenSpan, endStream: Body.Length == 0 && !isOpen);
        if (Body.Length > 0)
        {
            Frames.WriteData(output, stream, Body, endStream: !isOpen);
        }

        Extra?.Invoke(output, stream);
    }

    private static void WriteHeaders(
        ArrayBufferWriter<byte> output, int stream, ReadOnlySpan<byte> block, bool endStream)
    {
        var type = Frames.Headers;
        var flags = endStream ? Frames.EndStream : (byte)0;
        do
        {
            var part = block[..Math.Min(block.Length, Frames.MaximumPayloadBytes)];
            block = block[part.Length..];
            Frames.Write(
                output, type, (byte)(flags | (block.IsEmpty ? Frames.EndHeaders : 0)), stream, part);
            type = Frames.Continuation;
            flags = 0;
        }
        while (!block.IsEmpty);
    }
}
