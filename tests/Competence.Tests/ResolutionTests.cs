namespace Matching.Competence.Tests;

public sealed class ResolutionTests
{
    private static Taxonomy Pack => Loaded.Pack;

    public static TheoryData<string> Taxonomies => SharedData.IsPresent ? ["pack", "dumps"] : ["pack"];

    [Theory]
    [MemberData(nameof(Taxonomies))]
    public void TryResolve_EveryConcept_ByItsIdCodeAndLabels(string name)
    {
        var taxonomy = name == "pack" ? Loaded.Pack : Loaded.Dumps;
        var failures = new List<string>();
        foreach (var concept in taxonomy.Concepts)
        {
            var kinds = (ConceptKinds)(1 << (int)concept.Kind);
            Check(concept.Id, found => found == concept);
            Check(concept.Swedish, found => found.Swedish == concept.Swedish || found.English == concept.Swedish);
            Check(concept.English, found => found.English == concept.English || found.Swedish == concept.English);
            if (concept.Code is { } code)
            {
                Check(code, found => found.Code == code);
            }

            if (concept.LegacyId is { } legacy)
            {
                Check("ams:" + legacy, found => found.LegacyId == legacy);
            }

            void Check(string text, Func<Concept, bool> right)
            {
                if (!taxonomy.TryResolve(text, kinds, out var found) || !right(found))
                {
                    failures.Add($"{concept.Kind} {concept.Id} by '{text}': {found?.ToString() ?? "nothing"}");
                }
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} failures\n" + string.Join('\n', failures.Take(40)));
    }

    [Theory]
    [InlineData("sjuksköterska")]
    [InlineData("Sjuksköterskor")]
    [InlineData("sjuksköterskan")]
    [InlineData("sjuksköterskans")]
    [InlineData("sjuksköterskorna")]
    [InlineData("sjukssköterska")]
    [InlineData("sjukskoterska")]
    [InlineData("SJUKSKÖTERSKA")]
    [InlineData("  sjuk sköterska ")]
    [InlineData("sjuksko\u0308terska")]
    [InlineData("nurse")]
    [InlineData("Nurses")]
    [InlineData("2221")]
    [InlineData("ssyk:2221")]
    [InlineData("isco:2221")]
    public void TryResolve_SpellingsOfNurse_FindTheNurse(string text)
    {
        Assert.True(Pack.TryResolve(text, ConceptKinds.Occupations, out var nurse), text);

        Assert.Equal("2221", Pack.GroupOf(nurse)!.Code);
    }

    [Theory]
    [InlineData("c#", "C#")]
    [InlineData("C++", "C++")]
    [InlineData(".net", ".NET")]
    [InlineData("dotnet", ".NET")]
    [InlineData("Java", "Java")]
    [InlineData("javascript", "JavaScript")]
    public void TryResolve_ProgrammingLanguages_StayApart(string text, string part)
    {
        Assert.True(Pack.TryResolve(text, ConceptKinds.Skills, out var skill), text);

        Assert.Contains(part, skill.Swedish, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(part == "JavaScript", skill.Swedish.Contains("JavaScript", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void TryResolve_CSharpAndC_AreNotTheSame()
    {
        Pack.TryResolve("c#", ConceptKinds.Skills, out var sharp);
        Pack.TryResolve("c", ConceptKinds.Skills, out var plain);
        Pack.TryResolve("c++", ConceptKinds.Skills, out var plus);

        Assert.NotNull(sharp);
        Assert.NotEqual(sharp, plain);
        Assert.NotEqual(sharp, plus);
    }

    [Theory]
    [InlineData("sv", ConceptKinds.Language, "Svenska")]
    [InlineData("Swedish", ConceptKinds.Language, "Svenska")]
    [InlineData("iso:uk", ConceptKinds.Language, "Ukrainska")]
    [InlineData("scb:2280", ConceptKinds.Places, "Härnösand")]
    [InlineData("2280", ConceptKinds.Places, "Härnösand")]
    [InlineData("Sollefteå kommun", ConceptKinds.Places, "Sollefteå")]
    [InlineData("Västernorrland", ConceptKinds.Places, "Västernorrlands län")]
    [InlineData("SE", ConceptKinds.Country, "Sverige")]
    public void TryResolve_CodesAndNamesOfOtherKinds_FindThem(string text, ConceptKinds kinds, string swedish)
    {
        Assert.True(Pack.TryResolve(text, kinds, out var found), text);

        Assert.Equal(swedish, found.Swedish);
    }

    [Theory]
    [InlineData("B-körkort", "B")]
    [InlineData("körkort klass CE", "CE")]
    [InlineData("C-behörighet", "C")]
    [InlineData("driving licence category B", "B")]
    [InlineData("körkort", "B")]
    [InlineData("be", "BE")]
    public void TryResolve_DrivingLicences_FindTheClass(string text, string code)
    {
        Assert.True(Pack.TryResolve(text, ConceptKinds.DrivingLicence, out var licence), text);

        Assert.Equal(code, licence.Code);
    }

    [Theory]
    [InlineData("trollkarl i etern")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("0000")]
    [InlineData("abcd_efg_hij")]
    [InlineData("http://data.europa.eu/esco/occupation/none")]
    [InlineData("\ud800")]
    public void TryResolve_Unknown_FindsNothing(string text) =>
        Assert.False(Pack.TryResolve(text, ConceptKinds.Occupations | ConceptKinds.Skills, out _));

    [Fact]
    public void TryResolve_ConceptOfAnotherKind_FindsNothing() =>
        Assert.False(Pack.TryResolve("Härnösand", ConceptKinds.Occupations, out _));

    [Theory]
    [InlineData("sjuksk", "Sjuksköterska")]
    [InlineData("undersjöterska", "Undersköterska")]
    [InlineData("svets", "Svets")]
    [InlineData("hotellstäderska", "Städare")]
    public void Suggest_BegunOrMisspelt_OffersTheOccupation(string text, string begins)
    {
        var suggestions = Pack.Suggest(text, ConceptKinds.Occupations, 5);

        Assert.InRange(suggestions.Count, 1, 5);
        Assert.Contains(suggestions, s => s.Swedish.StartsWith(begins, StringComparison.Ordinal));
    }

    /// <summary>Some letters name both, and callers who ask for a requirement do not say which.</summary>
    [Theory]
    [InlineData("CE", ConceptKind.DrivingLicence)]
    [InlineData("DE", ConceptKind.DrivingLicence)]
    [InlineData("ce", ConceptKind.Language)]
    [InlineData("de", ConceptKind.Language)]
    [InlineData("SV", ConceptKind.Language)]
    public void Resolve_ACodeOfTwoKinds_IsTheOneWrittenSo(string code, ConceptKind kind)
    {
        Assert.True(Pack.TryResolve(code, ConceptKinds.All, out var concept));
        Assert.Equal(kind, concept.Kind);
    }

    [Fact]
    public void Suggest_AnyText_KeepsToLimitAndKinds()
    {
        foreach (var text in new[] { "a", "", "lär", "%", "sjuksköterska", "xxxxxxxxxxxxxxxx" })
        {
            var suggestions = Pack.Suggest(text, ConceptKinds.Skills, 7);
            Assert.True(suggestions.Count <= 7);
            Assert.All(suggestions, s => Assert.True(ConceptKinds.Skills.Contains(s.Kind)));
            Assert.Equal(suggestions.Count, suggestions.Distinct().Count());
        }
    }
}
