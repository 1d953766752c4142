namespace Matching.Competence.Tests;

public sealed class ResolutionTests
{
    [Fact]
    public void TryResolve_EveryConceptOfThePack_ByItsIdCodeAndLabels()
    {
        var taxonomy = Loaded.Pack;
        var failures = new List<string>();
        foreach (var concept in taxonomy.Concepts)
        {
            var kinds = (ConceptKinds)(1 << (int)concept.Kind);
            Check(concept.Id, found => found == concept);
            Check(concept.Swedish, found => found.Swedish == concept.Swedish || found.English == concept.English);
            Check(concept.English, found => found.Swedish == concept.Swedish || found.English == concept.English);
            if (concept.Code is { } code)
            {
                Check(code, found => found.Code == code);
            }

            void Check(string text, Func<Concept, bool> right)
            {
                if (!taxonomy.TryResolve(text, kinds, out var found) || !right(found))
                {
                    failures.Add($"{concept.Kind} {concept.Id} by '{text}': {found?.ToString() ?? "nothing"}");
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(40)));
    }

    [SharedDataTheory]
    [InlineData("sjuksköterska")]
    [InlineData("Sjuksköterskor")]
    [InlineData("sjuksköterskan")]
    [InlineData("sjuksköterskans")]
    [InlineData("sjuksköterskorna")]
    [InlineData("sjukssköterska")]
    [InlineData("sjukskoterska")]
    [InlineData("SJUKSKÖTERSKA")]
    [InlineData("  sjuk sköterska ")]
    public void TryResolve_SpellingsOfNurse_FindTheNurse(string text)
    {
        Assert.True(Loaded.Dumps.TryResolve(text, ConceptKinds.Occupations, out var nurse), text);
        Assert.Equal("2221", Loaded.Dumps.GroupOf(nurse)!.Code);
    }

    [SharedDataTheory]
    [InlineData("c#", "C#")]
    [InlineData("C++", "C++")]
    [InlineData("Java", "Java")]
    public void TryResolve_ProgrammingLanguages_StayApart(string text, string part)
    {
        Assert.True(Loaded.Dumps.TryResolve(text, ConceptKinds.Skills, out var skill), text);
        Assert.Contains(part, skill.Swedish, StringComparison.OrdinalIgnoreCase);
        Assert.True(part == "Java" != skill.Swedish.Contains("JavaScript", StringComparison.Ordinal) || part != "Java");
    }
}
