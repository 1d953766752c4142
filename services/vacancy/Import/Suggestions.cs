using Matching.Competence;

namespace Matching.Vacancies.Import;

/// <summary>Says what an unknown name may have meant.</summary>
internal static class Suggestions
{
    private const int Count = 3;

    /// <summary>A sentence with a space before it; empty when nothing is near.</summary>
    public static string For(Taxonomy taxonomy, string text, ConceptKinds kinds)
    {
        var near = taxonomy.Suggest(text, kinds, Count);
        var names = near.Select(concept => $"'{concept.Swedish}' ({concept.Code ?? concept.Id})");
        return near.Count == 0 ? "" : $" Did you mean {string.Join(", ", names)}?";
    }
}
