using System.Text;
using System.Text.Unicode;
using Matching.Gateway.Json;

namespace Matching.Gateway.Transcoding;

/// <summary>Takes percent-encoding away, into UTF-8.</summary>
internal static class UrlText
{
    /// <summary>
    /// Decodes a part of a URL; false where a percent sign is not followed by two digits, or where what they stand for
    /// is not UTF-8.
    /// </summary>
    /// <param name="keepSlash">Whether <c>%2F</c> stays as it is, so that it can be told from a slash that separates.
    /// </param>
    /// <param name="plusIsSpace">Whether it is a query, where a plus stands for a space.</param>
    public static bool TryDecode(
        PooledBytes output, ReadOnlySpan<char> text, bool keepSlash = false, bool plusIsSpace = false)
    {
        var start = output.Length;
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny('%', '+');
            if (plain < 0)
            {
                plain = text.Length;
            }

            output.Advance(Encoding.UTF8.GetBytes(
                text[..plain], output.GetSpan(Encoding.UTF8.GetMaxByteCount(plain))));
            text = text[plain..];
            if (text is ['+', ..])
            {
                output.Add(plusIsSpace ? (byte)' ' : (byte)'+');
                text = text[1..];
            }
            else if (text is ['%', var high, var low, ..])
            {
                if (!char.IsAsciiHexDigit(high) || !char.IsAsciiHexDigit(low))
                {
                    return false;
                }

                if (keepSlash && high == '2' && (low | 0x20) == 'f')
                {
                    output.Add((byte)'%');
                    output.Add((byte)high);
                    output.Add((byte)low);
                }
                else
                {
                    output.Add((byte)((Digit(high) << 4) | Digit(low)));
                }

                text = text[3..];
            }
            else if (!text.IsEmpty)
            {
                return false;
            }
        }

        return Utf8.IsValid(output.From(start));
    }

    private static int Digit(char hex) => char.IsAsciiDigit(hex) ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
