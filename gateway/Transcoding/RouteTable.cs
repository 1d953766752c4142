namespace Matching.Gateway.Transcoding;

/// <summary>
/// Finds what a path and an HTTP method lead to: a tree of segments, built once. The most specific route that takes
/// the method wins: a literal before <c>*</c>, and <c>*</c> before <c>**</c>. Where a template with the path's verb
/// fits, only such templates count; otherwise the colon is part of the last segment, as in
/// <c>vacancies/jobstream:23905080</c>. Paths are matched as they stand in the request line, so a percent-encoded slash
/// or colon never separates anything.
/// </summary>
internal sealed class RouteTable<T>
    where T : class
{
    /// <summary>The method of a route that takes all methods.</summary>
    public const string AnyMethod = "*";

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

    public RouteMatch<T> Find(string path, string httpMethod)
    {
        Span<Range> places = stackalloc Range[MaximumSegments];
        if (Split(path, places) is not (> 0 and var count))
        {
            return default;
        }

        var segments = places[..count].ToArray();
        var last = path.AsSpan(segments[^1]);
        if (last.LastIndexOf(':') is var colon && colon > 0 && colon < last.Length - 1)
        {
            var start = segments[^1].Start.Value;
            places[count - 1] = start..(start + colon);
            var search = new Search(path, last[(colon + 1)..], httpMethod);
            if (_root.Find(ref search, places[..count]) || search.Others is not null)
            {
                segments[^1] = places[count - 1];
                return new RouteMatch<T>(search.Found, segments, search.Others);
            }
        }

        var plain = new Search(path, [], httpMethod);
        _root.Find(ref plain, segments);
        return new RouteMatch<T>(plain.Found, segments, plain.Others);
    }

    // Answers how many segments there are; 0 for a path that no template can mean.
    private static int Split(ReadOnlySpan<char> path, Span<Range> places)
    {
        var count = 0;
        for (var start = 1; start <= path.Length && path[0] == '/'; count++)
        {
            var length = path[start..].IndexOf('/');
            var end = length < 0 ? path.Length : start + length;
            if (count == MaximumSegments || path[start..end] is "" or "." or "..")
            {
                return 0;
            }

            places[count] = start..end;
            start = end + 1;
        }

        return count;
    }

    private ref struct Search(ReadOnlySpan<char> path, ReadOnlySpan<char> verb, string method)
    {
        public readonly ReadOnlySpan<char> Path = path;
        public readonly ReadOnlySpan<char> Verb = verb;
        public readonly string Method = method;

        public T? Found { get; set; }

        /// <summary>The methods that the path takes instead.</summary>
        public SortedSet<string>? Others { get; set; }
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

        public bool Find(ref Search search, scoped ReadOnlySpan<Range> segments)
        {
            if (segments.IsEmpty)
            {
                return Take(ref search) || (Rest is not null && Rest.Take(ref search));
            }

            var rest = segments[1..];
            return (_literals.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(
                    search.Path[segments[0]], out var literal) && literal.Find(ref search, rest))
                || (One is not null && One.Find(ref search, rest))
                || (Rest is not null && Rest.Take(ref search));
        }

        private bool Take(ref Search search)
        {
            if (!_verbs.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(search.Verb, out var routes))
            {
                return false;
            }

            if (routes.TryGetValue(search.Method, out var found)
                || (HttpMethods.IsHead(search.Method) && routes.TryGetValue(HttpMethods.Get, out found))
                || routes.TryGetValue(AnyMethod, out found))
            {
                search.Found = found;
                return true;
            }

            (search.Others ??= new(StringComparer.Ordinal)).UnionWith(routes.Keys);
            return false;
        }
    }
}

/// <summary>What a path and a method lead to.</summary>
/// <param name="Route">The route; null where there is none for the method.</param>
/// <param name="Segments">Where the path's segments stand in it, still encoded and without the verb.</param>
/// <param name="Others">The methods that the path takes instead; null where it is not known at all.</param>
internal readonly record struct RouteMatch<T>(T? Route, Range[] Segments, IReadOnlyCollection<string>? Others)
    where T : class;
