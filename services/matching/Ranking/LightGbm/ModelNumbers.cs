using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Matching.Ranking;

/// <summary>Reads and writes numbers as C does: <c>%d</c>, <c>%g</c> and <c>%.17g</c>.</summary>
internal static class ModelNumbers
{
    /// <summary>Enough to read back the same number.</summary>
    public const int Exact = 17;

    /// <summary>What C gives where nothing is said.</summary>
    public const int Short = 6;

    /// <summary>Reads numbers with a space between.</summary>
    /// <param name="lines">At the line they stand in.</param>
    /// <param name="key">What they are called.</param>
    /// <param name="value">The numbers.</param>
    /// <param name="count">How many there must be.</param>
    public static ImmutableArray<T> Read<T>(in ModelLines lines, string key, ReadOnlySpan<byte> value, int count)
        where T : struct, INumber<T>
    {
        // Two bytes a number at least: a count that the line cannot hold asks for no memory.
        if (count < 0 || count > (value.Length + 1) / 2)
        {
            throw lines.Error($"{key} should have {count} numbers, which the line does not.");
        }

        var numbers = ImmutableArray.CreateBuilder<T>(count);
        foreach (var range in value.Split((byte)' '))
        {
            var text = value[range];
            if (text.IsEmpty)
            {
                continue;
            }

            if (numbers.Count == count)
            {
                throw lines.Error($"{key} should have {count} numbers and has more.");
            }

            numbers.Add(TryRead<T>(text, out var number)
                ? number
                : throw lines.Error($"'{Shown(text)}', number {numbers.Count + 1} of {key}, is not a number."));
        }

        return numbers.Count == count
            ? numbers.MoveToImmutable()
            : throw lines.Error($"{key} should have {count} numbers and has {numbers.Count}.");
    }

    public static bool TryRead<T>(ReadOnlySpan<byte> text, out T number)
        where T : struct, INumber<T>
    {
        if (typeof(T) == typeof(double) && TryReadInfinity(text, out var infinity))
        {
            number = T.CreateChecked(infinity);
            return true;
        }

        var style = typeof(T) == typeof(double)
            ? NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent
            : NumberStyles.AllowLeadingSign;
        return T.TryParse(text, style, CultureInfo.InvariantCulture, out number) && !T.IsNaN(number);
    }

    /// <summary>Writes a number with so many digits at most, as C's <c>%g</c>.</summary>
    public static void Write(StringBuilder to, double number, int digits)
    {
        if (!double.IsFinite(number))
        {
            to.Append(double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf");
            return;
        }

        // One digit, a point, the others, E, a sign and at least three digits of exponent.
        var text = number.ToString($"E{digits - 1}", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var start = text[0] == '-' ? 1 : 0;
        to.Append(text, 0, start);
        var figures = (text[start] + text[(start + 2)..mark]).TrimEnd('0');
        if (figures.Length == 0)
        {
            to.Append('0');
        }
        else if (exponent < -4 || exponent >= digits)
        {
            to.Append(figures[0]);
            if (figures.Length > 1)
            {
                to.Append('.').Append(figures, 1, figures.Length - 1);
            }

            to.Append('e').Append(exponent < 0 ? '-' : '+');
            to.Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture));
        }
        else if (exponent < 0)
        {
            to.Append("0.").Append('0', -exponent - 1).Append(figures);
        }
        else
        {
            var whole = exponent + 1;
            to.Append(figures, 0, Math.Min(whole, figures.Length)).Append('0', Math.Max(0, whole - figures.Length));
            if (figures.Length > whole)
            {
                to.Append('.').Append(figures, whole, figures.Length - whole);
            }
        }
    }

    /// <summary>A few characters of what stands there, for a message.</summary>
    public static string Shown(ReadOnlySpan<byte> text)
    {
        const int Enough = 40;
        return Encoding.UTF8.GetString(text.Length > Enough ? text[..Enough] : text);
    }

    private static bool TryReadInfinity(ReadOnlySpan<byte> text, out double number)
    {
        var isNegative = text.StartsWith("-"u8);
        number = isNegative ? double.NegativeInfinity : double.PositiveInfinity;
        return text[(isNegative ? 1 : 0)..].SequenceEqual("inf"u8);
    }
}
