using Google.Protobuf.Reflection;
using Matching.Fit;
using Matching.Profiles.V1;

namespace Matching.Matches.Tests;

/// <summary>
/// Who somebody is never reaches the ranker: the wire has no field for it, the feed leaves out the few that there
/// are, and what is left is made into facts that have no place for it.
/// </summary>
[Trait("Store", "None")]
public sealed class ForbiddenAttributesTests : RegionTest
{
    private static readonly HashSet<string> Forbidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "photo", "picture", "image", "personal", "birth", "born", "age", "sex", "gender", "nationality", "citizenship",
        "citizen", "permit", "mother", "native", "tongue", "religion", "faith", "health", "disability", "family", "married",
        "marital", "spouse", "child", "children", "target", "group", "foreign", "returnee", "street", "address", "school",
        "university", "prestige", "gap", "gaps", "phone", "ethnicity", "origin", "residence", "migration", "refugee",
    };

    /// <summary>What has a forbidden word in its name and is something else, with the reason.</summary>
    private static readonly HashSet<string> Known =
    [
        // The family name belongs to the person and stops at the profile service, as the next test shows.
        "profile.v1.Candidate.family_name",
    ];

    [Fact]
    public void Protos_OfACandidate_HaveNoFieldForWhoThePersonIs()
    {
        var fields = Fields(Profiles.V1.Candidate.Descriptor, [])
            .Concat(Fields(ValidationResult.Descriptor, []))
            .Concat(Fields(V1.CandidateBrief.Descriptor, []))
            .Distinct()
            .ToList();

        Assert.True(fields.Count > 60);
        Assert.DoesNotContain(fields, field => !Known.Contains(field.FullName)
            && field.Name.Split('_').Any(Forbidden.Contains));
        Assert.All(Known, known => Assert.Contains(fields, field => field.FullName == known));
    }

    [Fact]
    public void Features_OfTheModel_SayNothingForbidden() =>
        Assert.DoesNotContain(FitEngine.Features, feature => feature.Name.Split('_').Any(Forbidden.Contains));

    /// <summary>Everything a person could write of who they are: it is in no change that the feed tells.</summary>
    [Fact]
    public async Task Feed_OfACandidate_LeavesOutNameAndContact()
    {
        await Here.AddAsync(new Profiles.V1.Candidate
        {
            GivenName = "Xanthippe",
            FamilyName = "Zzyzx",
            Email = "quux@example.org",
        });
        using var feed = Here.Profiles.StreamProfileChanges(new StreamProfileChangesRequest { StopAtEnd = true });

        Assert.True(await feed.ResponseStream.MoveNext(default));
        foreach (var secret in new[] { "Xanthippe", "Zzyzx", "quux" })
        {
            Assert.DoesNotContain(secret, feed.ResponseStream.Current.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Two people who differ in who they are, not in what they can and want, are ranked alike.</summary>
    [Fact]
    public async Task Ranking_OfPeopleWhoDifferInWhoTheyAre_IsTheSame()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand", "", Region.Must("sv")));
        await Here.AddAsync(Region.Job("Plåtslagare", "Kramfors"));
        var (one, other) = (Region.Welder(), Region.Welder());
        (one.GivenName, one.FamilyName, one.Email) = ("Anna", "Andersson", "anna@example.org");
        (other.GivenName, other.FamilyName, other.Email) = ("Mohammed", "Al-Masri", "m@example.com");
        one.Occupations[0].LastYear = 2026;
        other.Occupations[0].LastYear = 2009;
        other.Languages.Add(Region.Speaks("ar", Competence.V1.CefrLevel.C2));

        var first = await Here.MatchAsync(await Here.AddAsync(one));
        var second = await Here.MatchAsync(await Here.AddAsync(other));

        Assert.NotEmpty(first.Matches);
        Assert.Equal(
            first.Matches.Select(match => (match.Vacancy, match.Score)),
            second.Matches.Select(match => (match.Vacancy, match.Score)));
    }

    private static IEnumerable<FieldDescriptor> Fields(MessageDescriptor message, HashSet<MessageDescriptor> seen)
    {
        if (!seen.Add(message) || message.File.Package.StartsWith("google", StringComparison.Ordinal))
        {
            return [];
        }

        return message.Fields.InDeclarationOrder().SelectMany(field =>
            field.FieldType == FieldType.Message ? Fields(field.MessageType, seen).Prepend(field) : [field]);
    }
}
