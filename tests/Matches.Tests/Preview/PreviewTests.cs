using System.Text;
using Grpc.Core;
using Matching.Profiles.V1;
using CefrLevel = Matching.Competence.V1.CefrLevel;
using WireCandidate = Matching.Profiles.V1.Candidate;

namespace Matching.Matches.Tests;

[Trait("Store", "None")]
public sealed class PreviewTests : RegionTest
{
    private const string Text =
        "Jag är svetsare med 6 års erfarenhet och bor i Härnösand. Jag har B-körkort och talar svenska på nivå B2.";

    [Fact]
    public async Task PreviewVacancies_FreeText_IsUnderstoodAndMatched()
    {
        var vacancy = await Here.AddAsync(Region.Job("Svetsare", "Härnösand", "", Region.Must("sv", CefrLevel.B2)));

        var answer = await PreviewAsync(new V1.PreviewVacanciesRequest { Text = Text });

        var occupation = Assert.Single(answer.Candidate.Occupations);
        Assert.Equal(("Svetsare", 6.0, Competence.V1.Evidence.Extracted), (occupation.Label, occupation.Years, occupation.Evidence));
        Assert.Equal(("2280", "Härnösand"), (answer.Candidate.Home, answer.Candidate.HomeLabel));
        Assert.Equal(CefrLevel.B2, Assert.Single(answer.Candidate.Languages).Level);
        Assert.Equal("B", World.Taxonomy.FindId(Assert.Single(answer.Candidate.Licences).Licence)!.Code);
        var match = Assert.Single(answer.Matches);
        Assert.Equal((vacancy.Name, ""), (match.Vacancy, match.Candidate));
        Assert.Null(answer.Partner);
        Assert.Empty(answer.Places);
    }

    [Fact]
    public async Task PreviewVacancies_WhatWasUnderstood_CanBeSentBackAndStored()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var first = await PreviewAsync(new V1.PreviewVacanciesRequest { Text = Text });

        var again = await PreviewAsync(new V1.PreviewVacanciesRequest { Candidate = first.Candidate });
        first.Candidate.Consents.Add(Region.Agreed(Consent.Types.Purpose.Matching));
        var stored = await Here.MatchAsync(await Here.AddAsync(first.Candidate));

        Assert.Equal(first.Matches, again.Matches);
        Assert.Equal(first.Matches[0].Score, stored.Matches[0].Score);
    }

    [Fact]
    public async Task PreviewVacancies_FieldsAndText_FieldsWin()
    {
        var answer = await PreviewAsync(new V1.PreviewVacanciesRequest
        {
            Text = Text,
            Candidate = new WireCandidate { Home = "Kramfors", Occupations = { Region.Worked("Snickare", 2) } },
        });

        Assert.Equal(("2282", 2.0), (answer.Candidate.Home, answer.Candidate.Occupations.Single().Years));
        Assert.Equal(CefrLevel.B2, Assert.Single(answer.Candidate.Languages).Level);
    }

    [Fact]
    public async Task PreviewVacancies_ATextThatTellsOfAPartner_FindsPlacesForBoth()
    {
        await Here.AddAsync(Region.Job("Undersköterska, hemtjänst, äldreboende och habilitering", "Lycksele"));
        await Here.AddAsync(Region.Job("Svetsare", "Lycksele"));

        var answer = await PreviewAsync(new V1.PreviewVacanciesRequest
        {
            Text = "I am an assistant nurse with 6 years of experience. My husband is a welder. We want to move to Lycksele.",
            LanguageCode = "en",
        });

        Assert.NotNull(answer.Partner);
        Assert.Equal(World.Id("Svetsare"), Assert.Single(answer.Partner.Occupations).Occupation);
        var place = Assert.Single(answer.Places, place => place.Municipality == "2481");
        Assert.Equal(["self", "partner"], place.Members.Select(member => member.Candidate));
        Assert.All(place.Members, member => Assert.NotEmpty(member.Matches));
    }

    [Fact]
    public async Task PreviewVacancies_ALicenceAway_IsANearMiss()
    {
        await Here.AddAsync(Region.Job("Sjuksköterska, grundutbildad", "Härnösand"));

        var answer = await PreviewAsync(new V1.PreviewVacanciesRequest
        {
            Candidate = new WireCandidate { Occupations = { Region.Worked("Sjuksköterska, grundutbildad", 4) }, Home = "2280" },
        });

        var near = Assert.Single(answer.NearMisses);
        Assert.Equal(("LICENCE", ""), (near.Gap.Type, near.Match.Candidate));
        Assert.Equal([("LICENCE", 1)], answer.GateCounts.Select(gate => (gate.Type, gate.Count)));
    }

    [Fact]
    public async Task PreviewVacancies_Filter_IsHeeded()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var near = await Here.AddAsync(Region.Job("Svetsare", "Kramfors"));

        var answer = await PreviewAsync(new V1.PreviewVacanciesRequest
        {
            Text = Text,
            Filter = new V1.VacancyFilter { Places = { "Kramfors" } },
        });

        Assert.Equal([near.Name], answer.Matches.Select(match => match.Vacancy));
    }

    /// <summary>Nothing of it is in any file, not even in what the databases have let go of.</summary>
    [Fact]
    [Trait("Store", "File")]
    public async Task PreviewVacancies_Afterwards_NothingIsOnDisk()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        const string Marker = "Quizzaciously";

        var answer = await PreviewAsync(new V1.PreviewVacanciesRequest
        {
            Text = $"{Text} {Marker}.",
            Candidate = new WireCandidate { GivenName = Marker, Email = $"{Marker}@example.org" },
        });
        Assert.Single(answer.Matches);
        await Here.Host.StopAsync();

        foreach (var directory in Here.DataDirectories)
        {
            foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                var bytes = new byte[stream.Length];
                await stream.ReadExactlyAsync(bytes);
                Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Marker)));
            }
        }

        await using var database = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={Path.Combine(Here.Host.Data.Path, "matching.db")};Mode=ReadOnly");
        await database.OpenAsync();
        foreach (var table in new[] { "rankings", "ranking_items", "feedback", "requests" })
        {
            await using var command = database.CreateCommand();
            command.CommandText = $"SELECT COUNT(*) FROM {table}";
            Assert.Equal(0L, await command.ExecuteScalarAsync());
        }

        Assert.DoesNotContain(Here.Host.Log.Lines, line => line.Message.Contains(Marker, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PreviewVacancies_EveryMistake_IsNamedAtOnce()
    {
        var failure = await Failure.OfAsync(() => PreviewAsync(new V1.PreviewVacanciesRequest
        {
            Candidate = new WireCandidate
            {
                Home = "Nowhereville",
                Skills = { new SkillClaim { Skill = "zzzz qqqq" } },
                Occupations = { new OccupationExperience { Occupation = "Svetsare", Evidence = Competence.V1.Evidence.Validated } },
            },
            Partner = new WireCandidate { Home = "Atlantis" },
        }));

        Assert.Equal(StatusCode.InvalidArgument, failure.Code);
        Assert.Equal(
            ["candidate.home", "candidate.occupations[0].evidence", "candidate.skills[0].skill", "partner.home"],
            failure.Fields.Order());
    }

    [Fact]
    public async Task PreviewVacancies_NobodyOrTooMuch_IsNamed()
    {
        var nobody = await Failure.OfAsync(() => PreviewAsync(new V1.PreviewVacanciesRequest()));
        var tooLong = await Failure.OfAsync(() => PreviewAsync(new V1.PreviewVacanciesRequest { Text = new string('x', 10_001) }));
        var negative = await Failure.OfAsync(() => PreviewAsync(new V1.PreviewVacanciesRequest { Text = Text, PageSize = -1 }));

        Assert.Equal(("REQUIRED", "TOO_LONG", "NEGATIVE"), (nobody.Reason, tooLong.Reason, negative.Reason));
    }

    private async Task<V1.PreviewVacanciesResponse> PreviewAsync(V1.PreviewVacanciesRequest request) =>
        await Here.Matches.PreviewVacanciesAsync(request);
}
