namespace Matching.Gateway.Transcoding;

/// <summary>
/// Finds what a path and an HTTP method lead to: a tree of segments, built once. A literal wins over <c>*</c>, which
/// wins over <c>**</c>. Where a template with the path's verb fits, only such templates count; otherwise the colon is
/// part of the last segment, as in <c>vacancies/jobstream:23905080</c>. Paths are matched as they stand in the
/// request line, so a percent-encoded slash or colon never separates anything.
/// </summary>
internal sealed class RouteTable<T>
    where T : class
{
    private const int MaximumSegments = 32;
    private readonly Node _root = new();

    /// <summary>Adds a route.</summary>
    /// <exception cref="InvalidOperationException">The same method and shape of path are taken.</exception>
    public void Add(string httpMethod, PathTemplate template, T route)
    {
        var node = _root;
        foreach (var segment in template.Segments)
        {
            node = segment switch
            {
                PathTemplate.One => node.One ??= new Node(),
                PathTemplate.Rest => node.Rest ??= new Node(),
                _ => node.Literal(segment),
            };
        }

        if (!node.Verb(template.Verb).TryAdd(httpMethod, route))
        {
            throw new InvalidOperationException(
                $"Two routes for {httpMethod} /{string.Join('/', template.Segments)} with the verb '{template.Verb}'.");
        }
    }

    /// <summary>
    /// Finds the routes of a path by HTTP method; null when the path is unknown. <paramref name="segments"/> gets the
    /// path's segments, still encoded and without the verb.
    /// </summary>
    public IReadOnlyDictionary<string, T>? Find(string path, out string[] segments)
    {
        segments = [];
        if (path.Length < 2 || path[0] != '/')
        {
            return null;
        }

        // Counted before they are cut: a path of slashes must not cost more than a path.
        if (path.AsSpan().Count('/') > MaximumSegments)
        {
            return null;
        }

        segments = path[1..].Split('/');
        if (Array.Exists(segments, static segment => segment is "" or "." or ".."))
        {
            return null;
        }

        var last = segments[^1];
        if (last.LastIndexOf(':') is var colon && colon > 0 && colon < last.Length - 1)
        {
            segments[^1] = last[..colon];
            if (_root.Find(segments, last[(colon + 1)..]) is { } withVerb)
            {
                return withVerb;
            }

            segments[^1] = last;
        }

        return _root.Find(segments, verb: "");
    }

    private sealed class Node
    {
        private readonly Dictionary<string, Node> _literals = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Dictionary<string, T>> _verbs = new(StringComparer.Ordinal);

        public Node? One { get; set; }

        public Node? Rest { get; set; }

        public Node Literal(string segment) =>
            _literals.TryGetValue(segment, out var node) ? node : _literals[segment] = new Node();

        public Dictionary<string, T> Verb(string verb) =>
            _verbs.TryGetValue(verb, out var routes) ? routes : _verbs[verb] = new(StringComparer.Ordinal);

        public Dictionary<string, T>? Find(ReadOnlySpan<string> segments, string verb)
        {
            if (segments.IsEmpty)
            {
                return _verbs.GetValueOrDefault(verb) ?? Rest?._verbs.GetValueOrDefault(verb);
            }

            return (_literals.TryGetValue(segments[0], out var literal) ? literal.Find(segments[1..], verb) : null)
                ?? One?.Find(segments[1..], verb)
                ?? Rest?._verbs.GetValueOrDefault(verb);
        }
    }
}
