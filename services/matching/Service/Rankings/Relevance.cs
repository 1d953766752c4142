using Type = Matching.Matches.V1.FeedbackEvent.Types.Type;

namespace Matching.Matches;

/// <summary>
/// What became of an item, as one number to learn from: 5 still employed, 4 hired or offered, 3 interviewed, 2 applied,
/// 1 opened, 0 nothing of these. Whoever marks an opening as not relevant takes having opened it back; a no after that
/// is no mistake of the ranking.
/// </summary>
internal static class Relevance
{
    public static int Of(IEnumerable<Type> events)
    {
        var (best, refused) = (0, false);
        foreach (var type in events)
        {
            best = Math.Max(best, Worth(type));
            refused |= type == Type.NotRelevant;
        }

        return refused && best == Worth(Type.Opened) ? 0 : best;
    }

    private static int Worth(Type type) => type switch
    {
        Type.Opened => 1,
        Type.Applied => 2,
        Type.Interviewed => 3,
        Type.Offered or Type.Hired => 4,
        Type.StillEmployed => 5,
        _ => 0,
    };
}
