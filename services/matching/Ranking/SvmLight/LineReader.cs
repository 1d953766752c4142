namespace Matching.Ranking;

/// <summary>
/// Reads lines and knows where it is. A line has a length at which it is refused before more of it is held: a file
/// without line ends would otherwise be one line as large as itself.
/// </summary>
/// <param name="reader">The text; a line ends with LF, CRLF or at the end. The caller disposes it.</param>
public sealed class LineReader(TextReader reader)
{
    /// <summary>Characters that a line has at most: ten thousand features of a hundred characters each.</summary>
    public const int MaxLength = 1 << 20;

    private char[] _buffer = new char[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The number of the line read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The next line without its end; null after the last.</summary>
    /// <exception cref="SvmLightException">It is longer than <see cref="MaxLength"/>.</exception>
    public string? ReadLine()
    {
        var searched = 0;
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest[searched..].IndexOf('\n') + searched;
            if (length >= searched)
            {
                return Take(rest[..length], ends: 1);
            }

            searched = rest.Length;
            // One more may be the first half of CRLF.
            if (searched > MaxLength + 1)
            {
                throw TooLong();
            }

            if (!Fill())
            {
                return searched == 0 ? null : Take(_buffer.AsSpan(_start, searched), ends: 0);
            }
        }
    }

    private string Take(ReadOnlySpan<char> line, int ends)
    {
        _start += line.Length + ends;
        line = line is [.., '\r'] ? line[..^1] : line;
        if (line.Length > MaxLength)
        {
            throw TooLong();
        }

        Number++;
        return line.ToString();
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            Array.Copy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var count = reader.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        return count > 0;
    }

    private SvmLightException TooLong() =>
        new(Number + 1, $"the line has more than {MaxLength} characters.");
}
