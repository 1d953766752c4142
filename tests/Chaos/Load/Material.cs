using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Matching.Competence;
using Matching.Hosting;
using Matching.Profiles.V1;
using Matching.Suite.Demo;
using Matching.Vacancies.V1;

namespace Matching.Chaos.Load;

/// <summary>Openings and people to write, made of the demo region. Safe for concurrent use.</summary>
internal sealed class Material(Taxonomy taxonomy, DateTimeOffset now, int seed)
{
    private const int Openings = 400;
    private const int People = 400;

    private readonly DemoRegion _region = DemoRegion.Create(
        taxonomy, TimeZoneInfo.ConvertTime(now, Sweden.Zone).DateTime, seed, Openings, People);

    /// <summary>An ad with an id and a headline of its own.</summary>
    public byte[] MakeAd(string id, string headline, Random random)
    {
        var ad = JsonNode.Parse(_region.Ads[random.Next(_region.Ads.Count)])!;
        ad["id"] = id;
        ad["headline"] = headline;
        return Encoding.UTF8.GetBytes(ad.ToJsonString());
    }

    /// <summary>The removal of an ad, as JobStream tells of it.</summary>
    public static byte[] MakeRemoval(string id) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["id"] = id,
        ["removed"] = true,
        ["removed_date"] = "2026-01-01T00:00:00",
    }.ToJsonString());

    /// <summary>An opening that is visible now and for a month.</summary>
    public Vacancy MakeVacancy(string title, Random random)
    {
        var ad = JsonNode.Parse(_region.Ads[random.Next(_region.Ads.Count)])!;
        return new Vacancy
        {
            Title = title,
            Kind = Matching.Competence.V1.OpeningKind.Job,
            Occupation = ad["occupation"]!["concept_id"]!.GetValue<string>(),
            Employer = new Employer { DisplayName = ad["employer"]!["name"]!.GetValue<string>() },
            Workplace = new Workplace { Municipality = ad["workplace_address"]!["municipality_code"]!.GetValue<string>() },
            Description = "En annons.",
            PublishTime = now.AddDays(-1).ToTimestamp(),
            ExpireTime = now.AddDays(30).ToTimestamp(),
        };
    }

    /// <summary>A person who agrees to everything.</summary>
    public Candidate MakeCandidate(string givenName, Random random)
    {
        var candidate = _region.People[random.Next(_region.People.Count)].Candidate.Clone();
        candidate.GivenName = givenName;
        candidate.RightToWork = Candidate.Types.RightToWork.Held;
        candidate.Consents.Clear();
        candidate.Consents.Add(
        [
            new Consent { Purpose = Consent.Types.Purpose.Matching, TextVersion = "1" },
            new Consent { Purpose = Consent.Types.Purpose.EmployerSearch, TextVersion = "1" },
            new Consent { Purpose = Consent.Types.Purpose.Statistics, TextVersion = "1" },
        ]);
        return candidate;
    }
}
