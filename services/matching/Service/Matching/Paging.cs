using System.Globalization;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// Cuts a ranking into pages. A token holds the place in the order that the page before ended with, so that a page
/// goes on where the last one stopped although the index has changed in between.
/// </summary>
internal static class Paging
{
    /// <summary>
    /// Answers a page, the place of its first item from 0, and the token of the next one, empty at the end.
    /// </summary>
    /// <param name="arguments">The request's other arguments; a token only works with the same ones.</param>
    public static (List<Scored<TEntry>> Page, int Start, string NextPageToken) Cut<TEntry>(
        List<Scored<TEntry>> items, int size, string token, params object?[] arguments)
        where TEntry : class, IEntry
    {
        var start = Start(items, PageToken.Decode(token, arguments));
        var page = items.GetRange(start, Math.Min(size, items.Count - start));
        var next = start + page.Count < items.Count
            ? PageToken.Encode(Key(page[^1]), arguments)
            : "";
        return (page, start, next);
    }

    /// <summary>
    /// Moves what exceeds <paramref name="maximum"/> of one group on a page to the next pages, keeping the order
    /// otherwise, as long as there is something else to fill the page with.
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

            // Nothing else is left to fill the page with: it takes what there is, in its order.
            for (; taken < size && waiting.First is { } first; taken++)
            {
                spread.Add(first.Value);
                waiting.RemoveFirst();
            }
        }

        return spread;
    }

    private static string Key<TEntry>(Scored<TEntry> item)
        where TEntry : class, IEntry =>
        string.Create(CultureInfo.InvariantCulture, $"{item.Score:R} {item.Recency} {item.Entry.Name}");

    private static int Start<TEntry>(List<Scored<TEntry>> items, string? key)
        where TEntry : class, IEntry
    {
        if (key is null)
        {
            return 0;
        }

        var parts = key.Split(' ', 3);
        var at = items.FindIndex(item => item.Entry.Name == parts[2]);
        if (at >= 0)
        {
            return at + 1;
        }

        // It is gone: go on at the first that stood after it.
        var score = double.Parse(parts[0], CultureInfo.InvariantCulture);
        var recency = long.Parse(parts[1], CultureInfo.InvariantCulture);
        var after = items.FindIndex(item => item.ComparePlace(score, recency, parts[2]) > 0);
        return after < 0 ? items.Count : after;
    }
}
