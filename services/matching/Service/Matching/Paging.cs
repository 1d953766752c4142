using System.Globalization;
using Matching.Hosting;
using Arm = Matching.Matches.V1.Provenance.Types.Arm;

namespace Matching.Matches;

/// <summary>
/// Cuts a ranking into pages. A token holds the place in the order that the page before ended with, so that a page
/// goes on where the last one stopped although the index has changed in between, and the model that ranked the first
/// page, so that a list is one model's although another one has been promoted.
/// </summary>
internal static class Paging
{
    /// <summary>Reads what the page before ended with; null for a first page.</summary>
    /// <param name="arguments">The request's other arguments; a token only works with the same ones.</param>
    public static PageStart? Read(string token, params object?[] arguments)
    {
        if (PageToken.Decode(token, arguments) is not { } key)
        {
            return null;
        }

        return key.Split(' ', 6) is [var model, var arm, var firstPage, var score, var recency, var last]
            && Enum.TryParse<Arm>(arm, out var known)
            && double.TryParse(score, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(recency, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks)
            ? new PageStart(model, known, firstPage, number, ticks, last)
            : throw RpcErrors.InvalidField("page_token", "PAGE_TOKEN_INVALID", "is not a token of this list.");
    }

    /// <summary>
    /// Answers a page, the place of its first item from 0, and the token of the next one, empty at the end.
    /// </summary>
    /// <param name="start">What the page before ended with; null for a first page.</param>
    /// <param name="seat">The model and arm of the list.</param>
    /// <param name="firstPage">The id of the ranking of the first page.</param>
    /// <param name="arguments">As for <see cref="Read"/>.</param>
    public static (List<Scored<TEntry>> Page, int Start, string NextPageToken) Cut<TEntry>(
        List<Scored<TEntry>> items, int size, PageStart? start, Seat seat, string firstPage, params object?[] arguments)
        where TEntry : class, IEntry
    {
        var at = Start(items, start);
        var page = items.GetRange(at, Math.Min(size, items.Count - at));
        var next = at + page.Count < items.Count
            ? PageToken.Encode(Key(page[^1], seat, firstPage), arguments)
            : "";
        return (page, at, next);
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

    private static string Key<TEntry>(Scored<TEntry> item, Seat seat, string firstPage)
        where TEntry : class, IEntry =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{seat.Model.Name} {(int)seat.Arm} {firstPage} {item.Score:R} {item.Recency} {item.Entry.Name}");

    private static int Start<TEntry>(List<Scored<TEntry>> items, PageStart? start)
        where TEntry : class, IEntry
    {
        if (start is null)
        {
            return 0;
        }

        var at = items.FindIndex(item => item.Entry.Name == start.Last);
        if (at >= 0)
        {
            return at + 1;
        }

        // It is gone: go on at the first that stood after it.
        var after = items.FindIndex(item => item.ComparePlace(start.Score, start.Recency, start.Last) > 0);
        return after < 0 ? items.Count : after;
    }
}

/// <summary>What a page token says.</summary>
/// <param name="Model">The model of the list, without <c>models/</c>.</param>
/// <param name="Arm">The arm of the list.</param>
/// <param name="FirstPage">The ranking of the first page, without <c>rankings/</c>.</param>
/// <param name="Score">The score of the last item of the page before.</param>
/// <param name="Recency">Its recency.</param>
/// <param name="Last">Its name.</param>
internal sealed record PageStart(
    string Model, Arm Arm, string FirstPage, double Score, long Recency, string Last);
