using System.Text;

namespace Matching.Ranking;

/// <summary>Goes over the lines of a model file, and knows where it is.</summary>
/// <param name="bytes">The text in UTF-8; a line ends with LF or CRLF.</param>
/// <param name="limits">How long a line may be.</param>
/// <param name="linesBefore">How many lines of the file come before these bytes.</param>
internal ref struct ModelLines(ReadOnlySpan<byte> bytes, ModelLimits limits, int linesBefore = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _next;

    /// <summary>The current line without its end.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Its number in the file, from 1.</summary>
    public int Number { get; private set; } = linesBefore;

    /// <summary>Where it starts.</summary>
    public int Start { get; private set; }

    /// <summary>Where the next one starts.</summary>
    public readonly int End => _next;

    /// <summary>Goes to the next line; false at the end.</summary>
    public bool MoveNext()
    {
        Start = _next;
        if (_next >= _bytes.Length)
        {
            return false;
        }

        var rest = _bytes[_next..];
        var length = rest.IndexOf((byte)'\n');
        Number++;
        if ((length < 0 ? rest.Length : length) > limits.LineLength)
        {
            throw new ModelFormatException(Number, $"the line has more than {limits.LineLength} bytes.");
        }

        Current = length < 0 ? rest : rest[..length];
        if (Current.EndsWith("\r"u8))
        {
            Current = Current[..^1];
        }

        _next += length < 0 ? rest.Length : length + 1;
        return true;
    }

    /// <summary>Goes to the next line, which must be there.</summary>
    public void Need(string what)
    {
        if (!MoveNext())
        {
            throw new ModelFormatException(Number, $"the file ends where {what} should follow.");
        }
    }

    /// <summary>Takes a line of the form <c>key=value</c> apart; a line without a sign is a key alone.</summary>
    public readonly string Key(out ReadOnlySpan<byte> value)
    {
        var sign = Current.IndexOf((byte)'=');
        value = sign < 0 ? default : Current[(sign + 1)..];
        return Encoding.UTF8.GetString(sign < 0 ? Current : Current[..sign]);
    }

    public readonly ModelFormatException Error(string problem) => new(Number, problem);
}
