using System.Buffers;
using System.Buffers.Binary;

namespace Interop.Tests.Fuzz;

/// <summary>Writes HTTP/2 frames (RFC 9113), right or wrong as its caller wants them.</summary>
internal static class Frames
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Priority = 2;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;

    public const byte EndStream = 1;
    public const byte Acknowledged = 1;
    public const byte EndHeaders = 4;
    public const byte Padded = 8;

    public const int HeadBytes = 9;

    /// <summary>The largest payload of a frame that a receiver has to take.</summary>
    public const int MaximumPayloadBytes = 16_384;

    public static void Write(
        ArrayBufferWriter<byte> output, byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var head = output.GetSpan(HeadBytes);
        BinaryPrimitives.WriteInt32BigEndian(head, payload.Length << 8);
        head[3] = type;
        head[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(head[5..], stream);
        output.Advance(HeadBytes);
        output.Write(payload);
    }

    /// <summary>Writes a body in as many frames as it needs.</summary>
    public static void WriteData(ArrayBufferWriter<byte> output, int stream, ReadOnlySpan<byte> body, bool endStream)
    {
        do
        {
            var part = body[..Math.Min(body.Length, MaximumPayloadBytes)];
            body = body[part.Length..];
            Write(output, Data, body.IsEmpty && endStream ? EndStream : (byte)0, stream, part);
        }
        while (!body.IsEmpty);
    }

    public static void WriteReset(ArrayBufferWriter<byte> output, int stream, int code) =>
        Write(output, Reset, 0, stream, BigEndian(code));

    public static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
