using System.Text.Json;

namespace Matching.Vacancies.Import;

/// <summary>One element of an import body: an object's bytes, or why there are none.</summary>
/// <param name="Index">Its place in the body, from 0.</param>
/// <param name="Json">A whole, well-formed object; valid until the splitter is used again. Empty with a fault.</param>
/// <param name="Fault">The reason it was not taken, UPPER_SNAKE; null where <paramref name="Json"/> stands.</param>
/// <param name="Message">The fault in words.</param>
internal readonly record struct Element(
    long Index, ReadOnlyMemory<byte> Json, string? Fault = null, string? Message = null);

/// <summary>
/// Cuts bytes that arrive in pieces into JSON objects: one array, several, lines of JSON, or objects one after the
/// other. Never holds more than one element. After a broken element it goes on where the next one plainly starts:
/// behind the balanced end, at the next line of JSON, or at the next line that starts an object as deep as the broken
/// one.
/// </summary>
internal sealed class ElementSplitter(int maxElementBytes = ElementSplitter.StandardMaxElementBytes)
{
    public const int StandardMaxElementBytes = 8 * 1024 * 1024;
    private const int MaxDepth = 64;
    private const int FirstBufferBytes = 64 * 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    private enum Mode
    {
        /// <summary>Between elements.</summary>
        Between,

        /// <summary>Inside an object that has been well-formed so far.</summary>
        Inside,

        /// <summary>Looking for the end of a broken element; its bytes are let go.</summary>
        Skipping,
    }

    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _start;
    private int _end;
    private long _startOffset;
    private bool _completed;
    private bool _inArray;
    private bool _tailReported;
    private long _count;
    private Mode _mode;

    // The current line, as far as it matters for finding the next element: how many white-space bytes it starts with,
    // and whether anything but separators has been seen on it.
    private int _indent;
    private bool _lineIsBlank = true;

    // Inside.
    private JsonReaderState _state;
    private int _scanned;
    private int _scanAgainAt;
    private int _elementIndent;

    // Skipping.
    private Skip _skip;
    private string _fault = "";
    private string _message = "";

    public void Append(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Says that no more bytes follow.</summary>
    public void Complete() => _completed = true;

    /// <summary>The next element; false when more bytes are needed, or when all are read.</summary>
    public bool TryRead(out Element element)
    {
        while (true)
        {
            switch (_mode)
            {
                case Mode.Between:
                    if (!FindElement())
                    {
                        return Finish(out element);
                    }

                    break;
                case Mode.Inside:
                    if (ReadInside(out element))
                    {
                        return true;
                    }

                    if (_mode == Mode.Inside)
                    {
                        return false;
                    }

                    break;
                default:
                    return SkipBroken(out element);
            }
        }
    }

    private bool Finish(out Element element)
    {
        element = default;
        if (!_completed || _end > _start || !_inArray || _tailReported)
        {
            return false;
        }

        _tailReported = true;
        element = new Element(
            _count,
            default,
            "ARRAY_NOT_CLOSED",
            $"The body ends inside its array, after {_count} elements; they were read.");
        _count++;
        return true;
    }

    /// <summary>Goes on to the start of the next element; false when there is none yet.</summary>
    private bool FindElement()
    {
        while (_start < _end)
        {
            var b = _buffer[_start];
            if (b is (byte)' ' or (byte)'\t')
            {
                _indent += _lineIsBlank ? 1 : 0;
            }
            else if (b == '\n')
            {
                _lineIsBlank = true;
                _indent = 0;
            }
            else if (b is (byte)'\r' or (byte)',')
            {
            }
            else if (b == '[' && !_inArray)
            {
                _inArray = true;
            }
            else if (b == ']' && _inArray)
            {
                _inArray = false;
            }
            else if (b == 0xEF && _end - _start < 3 && !_completed)
            {
                return false;
            }
            else if (_buffer.AsSpan(_start, _end - _start).StartsWith("\uFEFF"u8))
            {
                Consume(2);
            }
            else
            {
                BeginElement(b);
                return true;
            }

            Consume(1);
        }

        return false;
    }

    private void BeginElement(byte first)
    {
        _elementIndent = _lineIsBlank ? _indent : -1;
        _lineIsBlank = false;
        if (first == '{')
        {
            _mode = Mode.Inside;
            _state = new JsonReaderState(Options);
            _scanned = 0;
            _scanAgainAt = 0;
            return;
        }

        var isJson = "\"[-tfn0123456789"u8.Contains(first);
        BeginSkip(
            isJson ? "NOT_AN_OBJECT" : "MALFORMED_JSON",
            $"A JSON object is expected at byte {_startOffset} of the body.",
            onFirstLine: true);
    }

    private bool ReadInside(out Element element)
    {
        element = default;
        var pending = _end - _start;
        if (pending < _scanAgainAt && !_completed)
        {
            return false;
        }

        // No more than an element may have, so that what is found does not depend on the pieces in which it came.
        var readable = Math.Min(pending, maxElementBytes);
        var isWhole = _completed && pending == readable;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start + _scanned, readable - _scanned), isWhole, _state);
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.EndObject)
                {
                    var length = _scanned + (int)reader.BytesConsumed;
                    element = new Element(_count++, _buffer.AsMemory(_start, length));
                    Consume(length);
                    _mode = Mode.Between;
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            var at = _scanned + (int)reader.BytesConsumed;
            var tooDeep = reader.CurrentDepth >= MaxDepth;
            BeginSkip(
                tooDeep ? "TOO_DEEP" : "MALFORMED_JSON",
                tooDeep
                    ? $"The object nests deeper than {MaxDepth} levels at byte {_startOffset + at} of the body."
                    : $"Not valid JSON at byte {_startOffset + at} of the body, byte {at} of the object.",
                IsOnFirstLine(at, readable));
            return false;
        }

        _scanned += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
        if (pending > maxElementBytes)
        {
            BeginSkip(
                "ELEMENT_TOO_LARGE",
                $"The object is larger than {maxElementBytes} bytes.",
                IsOnFirstLine(maxElementBytes, maxElementBytes));
            return false;
        }

        // A long string is one token, read from its start each time: wait until there is half as much again of it.
        var token = pending - _scanned;
        _scanAgainAt = pending + Math.Max(1, token / 2);
        return false;
    }

    /// <summary>True when the token after the last good one stands on the line on which the element starts.</summary>
    private bool IsOnFirstLine(int at, int length)
    {
        var element = _buffer.AsSpan(_start, length);
        while (at < length && element[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        return !element[..at].Contains((byte)'\n');
    }

    private void BeginSkip(string fault, string message, bool onFirstLine)
    {
        _mode = Mode.Skipping;
        _fault = fault;
        _message = message;
        _skip = new Skip { ToEndOfLine = onFirstLine && !_inArray };
    }

    private bool SkipBroken(out Element element)
    {
        element = default;
        var found = false;
        var i = _start;
        for (; i < _end && !found; i++)
        {
            found = EndsBefore(_buffer[i]);
        }

        // The byte that showed the end is not part of the broken element.
        Consume((found ? i - 1 : i) - _start);
        if (!found && !_completed)
        {
            return false;
        }

        if (!found && _inArray)
        {
            _tailReported = true;
            _message += $" Where the next element starts cannot be told; the {_count} before it were read.";
        }

        _lineIsBlank = _skip.LineIsBlank;
        _indent = _skip.Indent;
        _mode = Mode.Between;
        element = new Element(_count++, default, _fault, _message);
        return true;
    }

    /// <summary>Takes one more byte of a broken element; true when the byte lies behind its end.</summary>
    private bool EndsBefore(byte b)
    {
        if (b == '\n')
        {
            if (!_inArray && (_skip.ToEndOfLine || _skip.Balanced))
            {
                return true;
            }

            // No JSON string goes over a line end: one that seems to was never closed.
            _skip.InString = _skip.Escaped = false;
            _skip.LineIsBlank = _skip.OnLaterLine = true;
            _skip.Indent = 0;
            return false;
        }

        if (_skip.LineIsBlank)
        {
            if (b is (byte)' ' or (byte)'\t')
            {
                _skip.Indent++;
                return false;
            }

            if (b == '{' && _skip.OnLaterLine && _skip.Indent == _elementIndent)
            {
                return true;
            }

            _skip.LineIsBlank = b is (byte)'\r' or (byte)',';
        }

        if (_skip.InString)
        {
            _skip.InString = _skip.Escaped || b != '"';
            _skip.Escaped = !_skip.Escaped && b == '\\';
            return false;
        }

        if (_skip.Balanced && (_inArray ? b is (byte)',' or (byte)']' : b == '{'))
        {
            return true;
        }

        switch (b)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r':
                return false;
            case (byte)'"':
                _skip.InString = true;
                break;
            case (byte)'{' or (byte)'[':
                _skip.Depth++;
                break;
            case (byte)'}' or (byte)']' when _skip.Depth > 0:
                _skip.Depth--;
                _skip.Balanced = _skip.Depth == 0;
                return false;
            case (byte)',' or (byte)']' when _skip.Depth == 0 && _inArray:
                return true;
        }

        _skip.Balanced = false;
        return false;
    }

    private void Consume(int bytes)
    {
        _start += bytes;
        _startOffset += bytes;
    }

    private void MakeRoom(int bytes)
    {
        if (_buffer.Length - _end >= bytes)
        {
            return;
        }

        var pending = _end - _start;
        var target = _buffer;
        if (pending + bytes > _buffer.Length)
        {
            target = new byte[Math.Max(pending + bytes, Math.Min(2 * _buffer.Length, maxElementBytes + bytes))];
        }

        _buffer.AsSpan(_start, pending).CopyTo(target);
        _buffer = target;
        _start = 0;
        _end = pending;
    }

    private record struct Skip
    {
        public bool ToEndOfLine { get; init; }
        public int Depth { get; set; }
        public bool InString { get; set; }
        public bool Escaped { get; set; }
        public bool Balanced { get; set; }
        public bool OnLaterLine { get; set; }
        public bool LineIsBlank { get; set; }
        public int Indent { get; set; }
    }
}
