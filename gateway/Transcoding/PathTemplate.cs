namespace Matching.Gateway.Transcoding;

/// <summary>
/// A path template of a google.api.http rule, such as <c>/v1/{name=vacancies/*}:publish</c>: a flat row of segments,
/// the fields that take some of them, and a verb. Grammar: google/api/http.proto.
/// </summary>
/// <param name="Segments">Literals, <c>*</c> (one segment) and at the end perhaps <c>**</c> (any number).</param>
/// <param name="Variables">The request fields that take their value from the path.</param>
/// <param name="Verb">What stands behind the last colon; empty for none.</param>
internal sealed record PathTemplate(
    IReadOnlyList<string> Segments, IReadOnlyList<PathVariable> Variables, string Verb)
{
    public const string One = "*";
    public const string Rest = "**";

    /// <summary>Reads a template.</summary>
    /// <exception cref="FormatException">It does not follow the grammar.</exception>
    public static PathTemplate Parse(string text)
    {
        var reader = new Reader(text);
        return reader.Template();
    }

    private ref struct Reader(string text)
    {
        private readonly List<string> _segments = [];
        private readonly List<PathVariable> _variables = [];
        private int _at;

        public PathTemplate Template()
        {
            Expect('/');
            ReadSegments(insideVariable: false);
            var verb = "";
            if (Take(':'))
            {
                verb = Literal();
            }

            if (_at < text.Length)
            {
                throw Wrong($"'{text[_at]}' is not expected");
            }

            if (_segments.IndexOf(Rest) is var rest && rest >= 0 && rest < _segments.Count - 1)
            {
                throw Wrong("'**' has to be the last segment");
            }

            return new PathTemplate(_segments, _variables, verb);
        }

        private void ReadSegments(bool insideVariable)
        {
            do
            {
                if (Take('*'))
                {
                    _segments.Add(Take('*') ? Rest : One);
                }
                else if (!insideVariable && Take('{'))
                {
                    ReadVariable();
                }
                else
                {
                    _segments.Add(Literal());
                }
            }
            while (Take('/'));
        }

        private void ReadVariable()
        {
            var path = Run(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.');
            if (path.Length == 0 || path.Split('.').Any(name => name.Length == 0 || char.IsAsciiDigit(name[0])))
            {
                throw Wrong("a field path is expected");
            }

            var start = _segments.Count;
            if (Take('='))
            {
                ReadSegments(insideVariable: true);
            }
            else
            {
                _segments.Add(One);
            }

            Expect('}');
            if (_variables.Any(variable => variable.FieldPath == path))
            {
                throw Wrong($"'{path}' is bound twice");
            }

            var single = _segments.Count == start + 1 && _segments[start] != Rest;
            _variables.Add(new PathVariable(path, start, _segments.Count - start, single));
        }

        private string Literal()
        {
            var literal = Run(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~' or '%');
            return literal.Length > 0 ? literal : throw Wrong("a segment is expected");
        }

        private string Run(Func<char, bool> accepts)
        {
            var start = _at;
            while (_at < text.Length && accepts(text[_at]))
            {
                _at++;
            }

            return text[start.._at];
        }

        private bool Take(char expected)
        {
            if (_at >= text.Length || text[_at] != expected)
            {
                return false;
            }

            _at++;
            return true;
        }

        private void Expect(char expected)
        {
            if (!Take(expected))
            {
                throw Wrong($"'{expected}' is expected");
            }
        }

        private readonly FormatException Wrong(string what) =>
            new($"Path template '{text}', position {_at}: {what}.");
    }
}

/// <summary>A field that takes its value from the path.</summary>
/// <param name="FieldPath">The proto path from the request, such as <c>candidate.name</c>.</param>
/// <param name="Start">Its first segment.</param>
/// <param name="Count">How many segments of the template it takes; a closing <c>**</c> counts as one.</param>
/// <param name="Single">Whether it is exactly one path segment, so that <c>%2F</c> is decoded too.</param>
internal sealed record PathVariable(string FieldPath, int Start, int Count, bool Single);
