using Matching.Competence;

namespace Matching.Fit;

/// <summary>
/// How related occupations are, a table look-up away. A row is written the first time that an opening's occupation is
/// asked for; two threads may write the same one, to the same effect.
/// </summary>
internal sealed class RelationTable(Taxonomy taxonomy)
{
    private static readonly float[] Degrees = [.. Enumerable.Range(0, 101).Select(percent => (float)(percent / 100.0))];

    private readonly byte[]?[] _percents = new byte[]?[taxonomy.Concepts.Count];

    private readonly Concept[] _occupations =
        [.. taxonomy.Concepts.Where(c => c.Kind is ConceptKind.Occupation or ConceptKind.OccupationGroup)];

    /// <summary>
    /// How well experience, or what an education leads to, serves an opening: 0 to 1, in whole percents.
    /// </summary>
    public float Degree(Concept opening, Concept experience)
    {
        var row = _percents[opening.Index] ?? Row(opening);
        return experience.Index < row.Length ? Degrees[row[experience.Index]] : 0;
    }

    private byte[] Row(Concept opening)
    {
        var row = new byte[_occupations[^1].Index + 1];
        foreach (var experience in _occupations)
        {
            row[experience.Index] = (byte)Math.Round(100 * taxonomy.Relatedness(opening, experience));
        }

        return _percents[opening.Index] = row;
    }
}
