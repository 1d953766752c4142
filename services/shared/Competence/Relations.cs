namespace Matching.Competence;

/// <summary>A concept and how well it serves, from above 0 to 1.</summary>
public readonly record struct Related(Concept Concept, double Degree);

/// <summary>A licence that the law demands for an occupation.</summary>
/// <param name="Licence">The licence to hold.</param>
/// <param name="Authority">Who issues it, such as Socialstyrelsen.</param>
/// <param name="Swedish">The rule in one Swedish sentence or name.</param>
/// <param name="English">The rule in one English sentence or name.</param>
/// <param name="IsBarrier">
/// True where nobody may do the work without it; false where the law keeps only a title or a part of the work for those
/// who hold it, as with assistant nurses.
/// </param>
public sealed record RegulatedRequirement(
    Concept Licence, string Authority, string Swedish, string English, bool IsBarrier)
{
    public string Label(Tongue language) => language == Tongue.English ? English : Swedish;
}
