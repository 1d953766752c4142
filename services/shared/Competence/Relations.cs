namespace Matching.Competence;

/// <summary>A concept and how well it serves, from above 0 to 1.</summary>
public readonly record struct Related(Concept Concept, double Degree);

/// <summary>A licence that the law demands for an occupation.</summary>
/// <param name="Licence">The licence to hold.</param>
/// <param name="Authority">Who issues it, such as Socialstyrelsen.</param>
/// <param name="Swedish">The rule in one Swedish sentence or name.</param>
/// <param name="English">The rule in one English sentence or name.</param>
public sealed record RegulatedRequirement(Concept Licence, string Authority, string Swedish, string English)
{
    public string Label(Tongue language) => language == Tongue.English ? English : Swedish;
}
