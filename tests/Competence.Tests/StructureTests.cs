using System.Text.Json;
using Xunit.Abstractions;

namespace Matching.Competence.Tests;

/// <summary>How concepts hang together, in the pack and in the dumps, and that the two agree.</summary>
public sealed class StructureTests(ITestOutputHelper output)
{
    public static TheoryData<string> Taxonomies => SharedData.IsPresent ? ["pack", "dumps"] : ["pack"];

    [Theory]
    [MemberData(nameof(Taxonomies))]
    public void Concepts_Indexes_AreDense(string name)
    {
        var taxonomy = Named(name);

        Assert.Equal(Enumerable.Range(0, taxonomy.Concepts.Count), taxonomy.Concepts.Select(c => c.Index));
        Assert.All(taxonomy.Concepts, c => Assert.Same(c, taxonomy.FindId(c.Id)));
    }

    [Theory]
    [MemberData(nameof(Taxonomies))]
    public void GroupOfAndFieldOf_EveryOccupation_AreThere(string name)
    {
        var taxonomy = Named(name);

        foreach (var occupation in taxonomy.Concepts.Where(c => c.Kind == ConceptKind.Occupation))
        {
            var group = taxonomy.GroupOf(occupation);
            Assert.NotNull(group);
            Assert.Contains(occupation, taxonomy.OccupationsIn(group));
            Assert.Equal(ConceptKind.OccupationField, taxonomy.FieldOf(occupation)?.Kind);
        }
    }

    [Theory]
    [MemberData(nameof(Taxonomies))]
    public void Relatedness_AnyPair_IsOneForTheSameAndPointNineInsideAGroup(string name)
    {
        var taxonomy = Named(name);
        var random = new Random(7);
        var occupations = taxonomy.Concepts.Where(c => ConceptKinds.Occupations.Contains(c.Kind)).ToList();
        for (var i = 0; i < 20_000; i++)
        {
            var opening = occupations[random.Next(occupations.Count)];
            var experience = occupations[random.Next(occupations.Count)];
            var degree = taxonomy.Relatedness(opening, experience);
            var sameGroup = taxonomy.GroupOf(opening) == taxonomy.GroupOf(experience);

            Assert.True(degree is 0 or 0.3 or 0.5 or 0.7 or 0.9 or 1, $"{degree}");
            Assert.Equal(1, taxonomy.Relatedness(opening, opening));
            Assert.Equal(sameGroup, degree >= 0.9);
        }
    }

    [Theory]
    [MemberData(nameof(Taxonomies))]
    public void OpeningsServedBy_AndExperienceServing_AreEachOthersReverseAndComplete(string name)
    {
        var taxonomy = Named(name);
        var random = new Random(11);
        var occupations = taxonomy.Concepts.Where(c => ConceptKinds.Occupations.Contains(c.Kind)).ToList();
        for (var i = 0; i < 40; i++)
        {
            var experience = occupations[random.Next(occupations.Count)];
            var served = taxonomy.OpeningsServedBy(experience);
            var expected = occupations.Where(o => taxonomy.Relatedness(o, experience) > 0).ToHashSet();

            Assert.Equal(expected, served.Select(r => r.Concept).ToHashSet());
            Assert.Equal(served.OrderByDescending(r => r.Degree).Select(r => r.Degree), served.Select(r => r.Degree));
            Assert.All(served.Take(5), r => Assert.Contains(
                taxonomy.ExperienceServing(r.Concept), e => e.Concept == experience && e.Degree == r.Degree));
        }
    }

    [Fact]
    public void DrivingLicencesIncludedIn_CE_HoldsCAndB()
    {
        var taxonomy = Loaded.Pack;
        Assert.True(taxonomy.TryResolve("CE", ConceptKinds.DrivingLicence, out var licence));

        var included = taxonomy.DrivingLicencesIncludedIn(licence).Select(l => l.Code).ToList();

        Assert.Contains("C", included);
        Assert.Contains("BE", included);
        Assert.Contains("B", included);
        Assert.DoesNotContain("D", included);
        Assert.DoesNotContain("CE", included);
    }

    [Fact]
    public void DrivingLicencesIncludedIn_EveryLicence_AreTransitive()
    {
        var taxonomy = Loaded.Pack;
        foreach (var licence in taxonomy.Concepts.Where(c => c.Kind == ConceptKind.DrivingLicence))
        {
            var included = taxonomy.DrivingLicencesIncludedIn(licence);
            Assert.All(included, inner => Assert.All(
                taxonomy.DrivingLicencesIncludedIn(inner), least => Assert.Contains(least, included)));
        }
    }

    [Fact]
    public void SeqfLevel_EveryLevelThatHasOne_GrowsWithItsCode()
    {
        var levels = Loaded.Pack.Concepts.Where(c => c.Kind == ConceptKind.EducationLevel
            && Loaded.Pack.SeqfLevel(c) is not null)
            .OrderBy(c => c.Code, StringComparer.Ordinal).ToList();

        Assert.True(levels.Count >= 8);
        Assert.Equal(levels.Select(l => Loaded.Pack.SeqfLevel(l)).Order(),
            levels.Select(l => Loaded.Pack.SeqfLevel(l)));
    }

    [SharedDataFact]
    public void PackConcepts_IdsKindsAndCodes_AgreeWithTheDumps()
    {
        foreach (var ours in Loaded.Pack.Concepts)
        {
            var theirs = Loaded.Dumps.FindId(ours.Id);
            Assert.NotNull(theirs);
            Assert.Equal(ours.Kind, theirs.Kind);
            Assert.True(ours.Code is null || ours.Code == theirs.Code, $"{ours}: {ours.Code} and {theirs.Code}");
            Assert.Equal(ours.English, theirs.English);
        }

        AssertKnown("languages.json", "iso_639_1_2002", ConceptKind.Language);
        AssertKnown("countries.json", "iso_3166_1_alpha_2_2013", ConceptKind.Country);
        AssertKnown("sun-level-hierarchy-level-2.json", "sun_education_level_code_2020", ConceptKind.EducationLevel);
        AssertKnown("sun-field-hierarchy-level-3.json", "sun_education_field_code_2020", ConceptKind.EducationField);

        static void AssertKnown(string file, string code, ConceptKind kind)
        {
            using var dump = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("taxonomy", file)));
            var byId = dump.RootElement.GetProperty("data").GetProperty("concepts").EnumerateArray()
                .ToDictionary(c => c.GetProperty("id").GetString()!, c => c.GetProperty(code).GetString());
            foreach (var ours in Loaded.Pack.Concepts.Where(c => c.Kind == kind))
            {
                Assert.True(byId.TryGetValue(ours.Id, out var theirs), $"{ours} is not in {file}");
                Assert.True(
                    theirs is null || string.Equals(theirs, ours.Code, StringComparison.OrdinalIgnoreCase),
                    $"{ours}: {ours.Code}, published {theirs}");
            }
        }
    }

    [SharedDataFact]
    public void PackDrivingLicences_IdsAndLegacyIds_AgreeWithThePublishedOnes()
    {
        using var dump = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("taxonomy",
            "taxonomy-to-concept.json")));
        foreach (var entry in dump.RootElement.GetProperty("driving-licence").EnumerateObject())
        {
            var licence = Loaded.Pack.FindId(entry.Value.GetProperty("conceptId").GetString()!);
            Assert.Equal(ConceptKind.DrivingLicence, licence?.Kind);
            Assert.Same(licence, Loaded.Pack.FindLegacy(entry.Name, ConceptKinds.DrivingLicence));
        }
    }

    /// <summary>
    /// The pack judges between groups what the dumps judge between occupations: most groups that the dumps relate
    /// closely by several pairs of occupations are related in the pack too.
    /// </summary>
    [SharedDataFact]
    public void PackRelations_AgainstSubstitutability_AreConsistent()
    {
        using var dump = JsonDocument.Parse(
            File.ReadAllText(SharedData.PathOf("taxonomy", "substitutability-relations-between-occupations.json")));
        var pairs = new Dictionary<(Concept Opening, Concept Experience), int>();
        foreach (var occupation in dump.RootElement.GetProperty("data").GetProperty("concepts").EnumerateArray())
        {
            foreach (var other in occupation.GetProperty("substituted_by").EnumerateArray())
            {
                if (Loaded.Dumps.FindId(occupation.GetProperty("id").GetString()!) is { } opening
                    && Loaded.Dumps.FindId(other.GetProperty("id").GetString()!) is { } experience
                    && other.GetProperty("substitutability_percentage").GetInt32() >= 75)
                {
                    var key = (Loaded.Dumps.GroupOf(opening)!, Loaded.Dumps.GroupOf(experience)!);
                    pairs[key] = pairs.GetValueOrDefault(key) + 1;
                }
            }
        }

        var strong = pairs.Where(p => p.Key.Opening != p.Key.Experience && p.Value >= 3).ToList();
        var agreed = strong.Count(p => Loaded.Pack.Relatedness(InPack(p.Key.Opening), InPack(p.Key.Experience)) > 0);
        output.WriteLine($"{agreed} of {strong.Count} strongly substitutable pairs of groups are related in the pack");

        Assert.True(strong.Count > 20);
        Assert.True(agreed >= strong.Count * 0.6, $"{agreed} of {strong.Count}");

        static Concept InPack(Concept concept) => Loaded.Pack.FindId(concept.Id)!;
    }

    private static Taxonomy Named(string name) => name == "pack" ? Loaded.Pack : Loaded.Dumps;
}
