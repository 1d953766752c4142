using System.Reflection;

namespace Matching.Fit.Tests;

/// <summary>What must never count cannot count: no document and no feature has a place for it.</summary>
public sealed class AllowedFactsTests
{
    /// <summary>
    /// The forbidden attributes of the design, as words that a member or feature could be named with.
    /// </summary>
    private static readonly string[] Forbidden =
    [
        "name", "photo", "picture", "image", "personal", "birth", "age", "sex", "gender", "country", "nationality",
        "citizen", "citizenship", "permit", "mother", "native", "tongue", "religion", "faith", "health", "family",
        "disability", "married", "marital", "partner", "spouse", "child", "children", "target", "group", "origin",
        "national", "foreign", "returnee", "street", "address", "school", "university",
        "issuer", "prestige", "gap", "mail", "email", "phone", "ethnicity",
    ];

    public static TheoryData<Type> Documents =>
    [
        typeof(CandidateFacts), typeof(Candidate), typeof(WishFacts), typeof(PlaceFact), typeof(ValidationFact),
        typeof(ValidationItem), typeof(HeldOccupation), typeof(HeldSkill), typeof(HeldLanguage), typeof(HeldEducation),
        typeof(HeldLicence),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_Members_HoldNothingForbidden(Type document)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var members = document.GetProperties(All).Select(p => p.Name)
            .Concat(document.GetFields(All).Select(f => f.Name));

        Assert.All(members.Where(m => m != "EqualityContract"), member => Assert.DoesNotContain(
            Words(member), word => Forbidden.Contains(word, StringComparer.OrdinalIgnoreCase)));
    }

    /// <summary>Free text could hold anything, so a candidate has none.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_Members_AreNoText(Type document)
    {
        Assert.DoesNotContain(document.GetProperties(), p => p.PropertyType == typeof(string));
    }

    [Fact]
    public void Features_Names_SayNothingForbidden()
    {
        Assert.All(FitEngine.Features, feature => Assert.DoesNotContain(
            feature.Name.Split('_'), word => Forbidden.Contains(word, StringComparer.Ordinal)));
    }

    /// <summary>Whether somebody has stopped working, and when, moves no feature.</summary>
    [Fact]
    public void Extract_LastYear_ChangesNothing()
    {
        var pairs = new RandomPairs(20261121);
        for (var i = 0; i < 500; i++)
        {
            var (facts, opening) = pairs.Next();
            var other = facts with { Occupations = [.. facts.Occupations.Select(o => o with { LastYear = 1998 })] };

            Assert.Equal(Features(facts, opening), Features(other, opening));
        }
    }

    /// <summary>A right to work that is not stated is no feature either: it is a gate.</summary>
    [Fact]
    public void Extract_RightToWorkAndConsents_ChangeNothing()
    {
        var pairs = new RandomPairs(20261122);
        for (var i = 0; i < 500; i++)
        {
            var (facts, opening) = pairs.Next();
            var other = facts with { RightToWork = RightToWork.NotHeld, Consents = Consents.Household };

            Assert.Equal(Features(facts, opening), Features(other, opening));
        }
    }

    /// <summary>Languages count only where the opening asks for them.</summary>
    [Fact]
    public void Extract_LanguagesThatAreNotAskedFor_ChangeNothing()
    {
        var pairs = new RandomPairs(20261123);
        for (var i = 0; i < 500; i++)
        {
            var (facts, opening) = pairs.Next();
            var asked = opening.Requirements.Select(r => r.Concept).ToHashSet();
            var other = facts with { Languages = [.. facts.Languages.Where(l => asked.Contains(l.Language))] };

            Assert.Equal(Features(facts, opening), Features(other, opening));
        }
    }

    private static float[] Features(CandidateFacts candidate, OpeningFacts opening)
    {
        var features = new float[FitEngine.Features.Count];
        World.Engine.Extract(World.Candidate(candidate), World.Opening(opening), World.Now, features);
        return features;
    }

    private static IEnumerable<string> Words(string member)
    {
        var start = 0;
        for (var i = 1; i <= member.Length; i++)
        {
            if (i == member.Length || char.IsUpper(member[i]) || member[i] is '<' or '>' or '_')
            {
                yield return member[start..i].Trim('<', '>', '_');
                start = i;
            }
        }
    }
}
