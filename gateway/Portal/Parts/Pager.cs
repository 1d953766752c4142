namespace Matching.Gateway.Portal.Parts;

/// <summary>One page of a list that is at hand.</summary>
/// <param name="Number">From 1; a number outside the list becomes the nearest one inside.</param>
public sealed record Pager<T>(IReadOnlyList<T> Items, int Number, int Pages, int Total);

internal static class Pager
{
    public const int PageSize = 25;

    public static Pager<T> Of<T>(IReadOnlyList<T> all, int? number)
    {
        var pages = Math.Max(1, (all.Count + PageSize - 1) / PageSize);
        var page = Math.Clamp(number ?? 1, 1, pages);
        return new Pager<T>([.. all.Skip((page - 1) * PageSize).Take(PageSize)], page, pages, all.Count);
    }
}
