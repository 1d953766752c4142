using System.Buffers;
using System.Text;

namespace Interop.Tests.Fuzz;

/// <summary>
/// HPACK (RFC 7541) as far as a test needs it: fields are written as literals, whatever is in them, and read where no
/// dynamic table and no Huffman code is in use.
/// </summary>
internal static class HeaderBlock
{
    private const int LastStatic = 61;

    // The static table's names and values that answers are made of; those that do not matter here go unnamed.
    private static readonly Dictionary<int, (string Name, string Value)> Static = new()
    {
        [8] = (":status", "200"),
        [9] = (":status", "204"),
        [10] = (":status", "206"),
        [11] = (":status", "304"),
        [12] = (":status", "400"),
        [13] = (":status", "404"),
        [14] = (":status", "500"),
    };

    public static void Write(ArrayBufferWriter<byte> block, string name, string value)
    {
        block.Write<byte>([0]);
        WriteText(block, name);
        WriteText(block, value);
    }

    /// <exception cref="InvalidDataException">It is not what this reads.</exception>
    public static void Read(ReadOnlySpan<byte> block, Action<string, string> field)
    {
        while (!block.IsEmpty)
        {
            var first = block[0];
            switch (first)
            {
                case >= 0x80:
                    var (name, value) = At(ReadInteger(ref block, 7));
                    field(name, value);
                    break;
                case >= 0x40:
                    ReadLiteral(ref block, 6, field);
                    break;
                case >= 0x20:
                    ReadInteger(ref block, 5);
                    break;
                default:
                    ReadLiteral(ref block, 4, field);
                    break;
            }
        }
    }

    private static (string Name, string Value) At(int index) =>
        index is > 0 and <= LastStatic
            ? Static.GetValueOrDefault(index, ($"static-{index}", ""))
            : throw new InvalidDataException($"The answer refers to field {index} of a dynamic table.");

    private static void ReadLiteral(ref ReadOnlySpan<byte> block, int prefix, Action<string, string> field)
    {
        var index = ReadInteger(ref block, prefix);
        var name = index == 0 ? ReadText(ref block) : At(index).Name;
        field(name, ReadText(ref block));
    }

    private static string ReadText(ref ReadOnlySpan<byte> block)
    {
        if (block[0] >= 0x80)
        {
            throw new InvalidDataException("The answer has Huffman codes.");
        }

        var length = ReadInteger(ref block, 7);
        var text = Encoding.Latin1.GetString(block[..length]);
        block = block[length..];
        return text;
    }

    private static int ReadInteger(ref ReadOnlySpan<byte> block, int prefix)
    {
        var limit = (1 << prefix) - 1;
        var value = block[0] & limit;
        block = block[1..];
        if (value < limit)
        {
            return value;
        }

        for (var shift = 0; ; shift += 7)
        {
            var next = block[0];
            block = block[1..];
            value += (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private static void WriteText(ArrayBufferWriter<byte> block, string text)
    {
        var length = text.Length;
        if (length < 0x7f)
        {
            block.Write<byte>([(byte)length]);
        }
        else
        {
            block.Write<byte>([0x7f]);
            for (length -= 0x7f; length >= 0x80; length >>= 7)
            {
                block.Write<byte>([(byte)(length | 0x80)]);
            }

            block.Write<byte>([(byte)length]);
        }

        block.Write(Encoding.Latin1.GetBytes(text));
    }
}
