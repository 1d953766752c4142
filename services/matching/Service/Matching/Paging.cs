using System.Globalization;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// Cuts a ranking into pages. A token holds the score and name that the page before ended with, so that a page goes on
/// where the last one stopped although the index has changed in between.
/// </summary>
internal static class Paging
{
    /// <summary>Answers a page and the token of the next one, empty at the end.</summary>
    /// <param name="arguments">The request's other arguments; a token only works with the same ones.</param>
    public static (List<Scored<TEntry>> Page, string NextPageToken) Cut<TEntry>(
        List<Scored<TEntry>> items, int size, string token, params object?[] arguments)
        where TEntry : class, IEntry
    {
        var start = Start(items, PageToken.Decode(token, arguments));
        var page = items.GetRange(start, Math.Min(size, items.Count - start));
        var next = start + page.Count < items.Count
            ? PageToken.Encode(string.Create(CultureInfo.InvariantCulture, $"{page[^1].Score:R} {page[^1].Entry.Name}"), arguments)
            : "";
        return (page, next);
    }

    /// <summary>
    /// Moves what exceeds <paramref name="maximum"/> of one group on a page to the next pages, keeping the order otherwise, as
    /// long as there is something else to fill the page with.
    /// </summary>
    public static List<Scored<TEntry>> Spread<TEntry>(
        List<Scored<TEntry>> items, int size, int maximum, Func<TEntry, string> group)
        where TEntry : class, IEntry
    {
        var spread = new List<Scored<TEntry>>(items.Count);
        var waiting = new LinkedList<Scored<TEntry>>(items);
        while (waiting.Count > 0)
        {
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            var taken = 0;
            for (var node = waiting.First; node is not null && taken < size;)
            {
                var next = node.Next;
                var key = group(node.Value.Entry);
                var count = counts.GetValueOrDefault(key);
                if (key.Length == 0 || count < maximum)
                {
                    counts[key] = count + 1;
                    spread.Add(node.Value);
                    waiting.Remove(node);
                    taken++;
                }

                node = next;
            }

            // Nothing else is left to fill the page with: what remains follows in its order.
            if (taken < size)
            {
                spread.AddRange(waiting);
                break;
            }
        }

        return spread;
    }

    private static int Start<TEntry>(List<Scored<TEntry>> items, string? key)
        where TEntry : class, IEntry
    {
        if (key is null)
        {
            return 0;
        }

        var space = key.IndexOf(' ', StringComparison.Ordinal);
        var name = key[(space + 1)..];
        var at = items.FindIndex(item => item.Entry.Name == name);
        if (at >= 0)
        {
            return at + 1;
        }

        // It is gone: go on at the first that scores lower.
        var score = double.Parse(key.AsSpan(0, space), CultureInfo.InvariantCulture);
        var lower = items.FindIndex(item => item.Score < score);
        return lower < 0 ? items.Count : lower;
    }
}
