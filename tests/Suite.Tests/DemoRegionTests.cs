using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Matching.Competence;
using Matching.Suite.Demo;
using Evidence = Matching.Competence.V1.Evidence;

namespace Matching.Suite.Tests;

/// <summary>The demo region is the same every time, hangs together, and has the mix that was counted.</summary>
public sealed class DemoRegionTests
{
    /// <summary>Changes with the tables and the code that draws; never by itself.</summary>
    private const string GoldenChecksum = "be5dbbe16ad4f12b";

    private static readonly DateTime Moment = new(2026, 11, 21, 12, 0, 0, DateTimeKind.Unspecified);
    private static readonly Taxonomy Pack = Taxonomy.LoadBuiltIn();
    private static readonly DemoRegion Region = DemoRegion.Create(Pack, Moment);
    private static readonly JsonElement[] Ads = [.. Region.Ads.Select(ad => JsonElement.Parse(ad))];

    [Fact]
    public void Create_SameSeed_IsTheSameToTheByte()
    {
        var again = DemoRegion.Create(Pack, Moment);

        Assert.Equal(Checksum(Region), Checksum(again));
        Assert.Equal(GoldenChecksum, Checksum(Region));
    }

    [Fact]
    public void Create_OtherSeed_IsAnotherRegion()
    {
        var other = DemoRegion.Create(Pack, Moment, seed: 1, openings: 100, people: 100);
        var same = DemoRegion.Create(Pack, Moment, openings: 100, people: 100);

        Assert.NotEqual(Checksum(same), Checksum(other));
    }

    [Fact]
    public void Create_AnyHour_IsTheSameButForItsDates()
    {
        var night = DemoRegion.Create(Pack, Moment.Date.AddHours(3));
        var texts = night.Ads.Select(ad => JsonElement.Parse(ad)).Select(Headline);

        Assert.Equal(Ads.Select(Headline), texts);
        Assert.Equal(Region.People.Select(person => person.Candidate), night.People.Select(person => person.Candidate));

        static string Headline(JsonElement ad) =>
            $"{ad.GetProperty("headline")} {ad.GetProperty("workplace_address").GetProperty("municipality_code")}";
    }

    [Fact]
    public void Create_FewerOpenings_HasTheSamePeople()
    {
        var fewer = DemoRegion.Create(Pack, Moment, openings: 10);

        Assert.Equal(Region.People.Select(person => person.Candidate), fewer.People.Select(person => person.Candidate));
    }

    [Fact]
    public void Create_BuiltInTaxonomy_KnowsEveryName()
    {
        Assert.Empty(Region.Unknown);
        Assert.Equal(DemoRegion.DefaultOpenings, Region.Ads.Count);
        Assert.Equal(DemoRegion.DefaultPeople, Region.People.Count);
    }

    [SharedDataFact]
    public void Create_FullTaxonomy_KnowsEveryName()
    {
        var region =
            DemoRegion.Create(Taxonomy.Load(SharedData.PathOf("taxonomy")), Moment, openings: 3000, people: 2000);

        Assert.Empty(region.Unknown);
    }

    [Fact]
    public void Ads_AreMostlyOpen()
    {
        var open = Ads.Count(
            ad => Time(ad, "publication_date") <= Moment && Time(ad, "last_publication_date") >= Moment);

        Assert.InRange(open, Ads.Length * 90 / 100, Ads.Length * 98 / 100);
        Assert.All(Ads, ad => Assert.True(Time(ad, "publication_date") < Time(ad, "last_publication_date")));
    }

    [Fact]
    public void Ads_HaveIdsOfTheirOwn() =>
        Assert.Equal(Ads.Length, Ads.Select(ad => ad.GetProperty("id").GetString()).Distinct().Count());

    [Fact]
    public void Ads_LeaveNothingToFillIn()
    {
        var texts = Ads.Select(ad =>
            ad.GetProperty("headline").GetString() + ad.GetProperty("description").GetProperty("text").GetString());

        Assert.All(texts, text => Assert.DoesNotMatch(@"[{}|]|\bnull\b|  ", text));
    }

    [Fact]
    public void Ads_FollowTheCountedMix()
    {
        var places = Municipality.ReadAll();
        var all = places.Sum(place => place.Openings);
        var drawn = Ads.CountBy(ad => ad.GetProperty("workplace_address").GetProperty("municipality_code").GetString()!)
            .ToDictionary();

        // Three standard deviations of a binomial draw around the counted share.
        Assert.All(places, place =>
        {
            var share = place.Openings / all;
            var spread = 3 * Math.Sqrt(Ads.Length * share * (1 - share));
            Assert.InRange(drawn[place.Code], (Ads.Length * share) - spread, (Ads.Length * share) + spread);
        });
        var nurses = Ads.Count(
            ad => ad.GetProperty("occupation_group").GetProperty("legacy_ams_taxonomy_id").GetString() == "2221");
        Assert.InRange(nurses, Ads.Length * 12 / 100, Ads.Length * 25 / 100);
    }

    [Fact]
    public void People_AreNobody()
    {
        Assert.All(Region.People, person =>
        {
            Assert.Equal("", person.Candidate.GivenName + person.Candidate.FamilyName + person.Candidate.Email);
            Assert.Equal("", person.Candidate.Name);
        });
    }

    [Fact]
    public void People_AreNeverValidatedByTheirOwnWord()
    {
        var claims = Region.People.Select(person => person.Candidate).SelectMany(candidate =>
            candidate.Occupations.Select(fact => fact.Evidence)
                .Concat(candidate.Skills.Select(fact => fact.Evidence))
                .Concat(candidate.Languages.Select(fact => fact.Evidence))
                .Concat(candidate.Licences.Select(fact => fact.Evidence)));

        Assert.DoesNotContain(Evidence.Validated, claims);
        Assert.InRange(Region.People.Count(person => person.Validation is not null), 150, 700);
    }

    [Fact]
    public void Couples_AreTwoWhoAgree()
    {
        Assert.NotEmpty(Region.Couples);
        var members = Region.Couples.SelectMany(couple => (int[])[couple.First, couple.Second]).ToArray();
        Assert.Equal(members.Length, members.Distinct().Count());
        Assert.All(members, member => Assert.Contains(
            Region.People[member].Candidate.Consents,
            consent => consent.Purpose == Profiles.V1.Consent.Types.Purpose.Household));
    }

    private static DateTime Time(JsonElement ad, string name) =>
        DateTime.Parse(ad.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static string Checksum(DemoRegion region)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var ad in region.Ads)
        {
            Append(hash, JsonElement.Parse(ad));
        }

        foreach (var person in region.People)
        {
            hash.AppendData(person.RequestId.ToByteArray());
            hash.AppendData(person.Candidate.ToByteArray());
            hash.AppendData(person.Validation?.ToByteArray() ?? []);
        }

        foreach (var couple in region.Couples)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(couple.ToString()));
        }

        foreach (var need in region.Needs)
        {
            hash.AppendData(need.ToByteArray());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>What the demo decides; names and coordinates are the taxonomy's and may be corrected there.</summary>
    private static void Append(IncrementalHash hash, JsonElement ad)
    {
        foreach (var field in ad.EnumerateObject())
        {
            if (field.Name is "label" or "legacy_ams_taxonomy_id" or "coordinates")
            {
                continue;
            }

            hash.AppendData(Encoding.UTF8.GetBytes(field.Name));
            foreach (var value in Values(field.Value))
            {
                if (value.ValueKind == JsonValueKind.Object)
                {
                    Append(hash, value);
                }
                else
                {
                    hash.AppendData(Encoding.UTF8.GetBytes(value.ToString()));
                }
            }
        }

        static IEnumerable<JsonElement> Values(JsonElement value) =>
            value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
    }
}
