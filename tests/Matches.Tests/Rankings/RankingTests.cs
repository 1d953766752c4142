using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Fit;
using Matching.Profiles.V1;
using EventType = Matching.Matches.V1.FeedbackEvent.Types.Type;
using WireCandidate = Matching.Profiles.V1.Candidate;

namespace Matching.Matches.Tests;

public sealed class RankingTests : RegionTest
{
    /// <summary>A replay works with what was known then, whatever has changed since.</summary>
    [Fact]
    public async Task GetRanking_AfterEverythingHasChanged_HasTheFeaturesOfItsMoment()
    {
        var close = await Here.AddAsync(Region.Job("Svetsare", "Härnösand", "", Region.Must("sv")));
        var far = await Here.AddAsync(Region.Job("Svetsare", "Kramfors", "", Region.Must("CE")));
        var welder = await Here.AddAsync(Region.Welder());
        var answer = await Here.MatchAsync(welder);
        var facts = CandidateEntry.ToFacts(welder, [], World.Taxonomy);
        var expected = answer.Matches.Select(match =>
        {
            var features = new float[FitEngine.Features.Count];
            World.Engine.Extract(
                Fit.Candidate.From(facts, World.Taxonomy, Ranker.Day(World.Now)),
                OpeningEntry.From(match.Vacancy == close.Name ? close : far, 1, World.Taxonomy)!.Opening,
                World.Now,
                features);
            return features;
        }).ToList();

        await Here.Profiles.UpdateCandidateAsync(new UpdateCandidateRequest
        {
            Candidate = new WireCandidate { Name = welder.Name, Home = "Malmö", Occupations = { Region.Worked("Frisör", 1) } },
        });
        await Here.CloseAsync(close);
        Here.Clock.Advance(TimeSpan.FromDays(3));
        var ranking = await Here.Matches.GetRankingAsync(new V1.GetRankingRequest { Name = answer.Ranking });

        Assert.Equal(FitEngine.Features.Select(feature => feature.Name), ranking.FeatureNames);
        Assert.Equal((welder.Name, World.Now), (ranking.Subject, ranking.CreateTime.ToDateTimeOffset()));
        Assert.Equal(answer.Provenance, ranking.Provenance);
        Assert.Equal(
            answer.Matches.Select((match, i) => (match.Vacancy, i + 1, match.Score)),
            ranking.Items.Select(item => (item.Resource, item.Position, item.Score)));
        Assert.Equal(expected, ranking.Items.Select(item => item.Features.ToArray()));
        Assert.All(ranking.Items, item => Assert.Equal(item.Score, FitEngine.ExpertModel.Score(item.Features.ToArray()), 1e-9));
    }

    [Fact]
    public async Task Ranking_OlderThanItsLife_GoesWithItsItemsAndFeedback()
    {
        var job = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());
        var old = (await Here.MatchAsync(welder)).Ranking;
        var feedback = new V1.FeedbackEvent { Ranking = old, Item = job.Name, Type = EventType.Opened };
        await RecordAsync([feedback]);
        Here.Clock.Advance(TimeSpan.FromDays(1));
        var younger = (await Here.MatchAsync(welder)).Ranking;
        Here.Clock.Advance(MatchingStore.RankingLife - TimeSpan.FromHours(12));

        for (var i = 0; i < MatchingStore.SweepInterval; i++)
        {
            await Here.MatchAsync(welder);
        }

        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await Here.Matches.GetRankingAsync(new V1.GetRankingRequest { Name = old }));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal(younger, (await Here.Matches.GetRankingAsync(new V1.GetRankingRequest { Name = younger })).Name);
        var database = (Hosting.Database)Here.Host.App.Services.GetService(typeof(Hosting.Database))!;
        var rows = await database.ReadAsync(
            connection => Dapper.SqlMapper.ExecuteScalarAsync<long>(
                connection,
                """
                SELECT (SELECT COUNT(*) FROM ranking_items WHERE ranking = @old)
                    + (SELECT COUNT(*) FROM feedback WHERE ranking = @old)
                """,
                new { old }),
            CancellationToken.None);
        Assert.Equal(0, rows);
    }

    [Fact]
    public async Task GetRanking_OfALaterPage_GoesOnCounting()
    {
        for (var i = 0; i < 5; i++)
        {
            await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        }

        var pages = await MatchVacanciesTests.PagesAsync(Here, await Here.AddAsync(Region.Welder()), null, 2);

        var positions = new List<int>();
        foreach (var page in pages)
        {
            var ranking = await Here.Matches.GetRankingAsync(new V1.GetRankingRequest { Name = page.Ranking });
            positions.AddRange(ranking.Items.Select(item => item.Position));
        }

        Assert.Equal([1, 2, 3, 4, 5], positions);
    }

    [Fact]
    public async Task GetRanking_AfterARestart_IsStillThere()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var answer = await Here.MatchAsync(await Here.AddAsync(Region.Welder()));

        await Here.Host.RestartAsync();

        var ranking = await Here.Matches.GetRankingAsync(new V1.GetRankingRequest { Name = answer.Ranking });
        Assert.Single(ranking.Items);
    }

    [Fact]
    public async Task RecordFeedback_EachKindOfEvent_IsTakenOnce()
    {
        var (_, answer) = await AnsweredAsync();
        V1.FeedbackEvent[] events =
        [
            .. System.Enum.GetValues<EventType>().Where(type => type != EventType.Unspecified)
                .Select(type => Event(answer, type)),
        ];

        var first = await RecordAsync([.. events, events[0]]);
        var again = await RecordAsync(events);

        Assert.Equal((events.Length, 1, 0), (first.RecordedCount, first.RepeatedCount, first.Rejections.Count));
        Assert.Equal((0, events.Length), (again.RecordedCount, again.RepeatedCount));
    }

    [Fact]
    public async Task RecordFeedback_TheSendersOwnIds_TellRepeatsFromNews()
    {
        var (_, answer) = await AnsweredAsync();
        V1.FeedbackEvent Opened(string id)
        {
            var opened = Event(answer, EventType.Opened);
            opened.EventId = id;
            return opened;
        }

        var result = await RecordAsync(Opened("a"), Opened("b"), Opened("a"));

        Assert.Equal((2, 1), (result.RecordedCount, result.RepeatedCount));
    }

    [Fact]
    public async Task RecordFeedback_BadEvents_AreRejectedOneByOneAndLoseNothing()
    {
        var (_, answer) = await AnsweredAsync();
        V1.FeedbackEvent Changed(Action<V1.FeedbackEvent> change)
        {
            var changed = Event(answer, EventType.Applied);
            change(changed);
            return changed;
        }

        var result = await RecordAsync(
            Changed(e => e.Ranking = "rankings/0193457a-0000-7000-8000-000000000000"),
            Changed(e => e.Ranking = "nonsense"),
            Changed(e => e.Item = "vacancies/0193457a-0000-7000-8000-000000000000"),
            Changed(e => e.Item = "nonsense"),
            Changed(e => e.Type = EventType.Unspecified),
            Changed(e => e.Type = (EventType)77),
            Changed(e => e.EventId = new string('x', 101)),
            Changed(e => e.EventTime = World.Now.AddMinutes(6).ToTimestamp()),
            Changed(e => e.EventTime = new Timestamp { Seconds = long.MaxValue }),
            Changed(e => e.EventTime = new Timestamp { Seconds = 5, Nanos = -1 }),
            Changed(e => e.EventTime = World.Now.AddMinutes(4).ToTimestamp()));

        Assert.Equal(1, result.RecordedCount);
        Assert.Equal(
            [
                (0, "events[0].ranking", "RANKING_NOT_FOUND"),
                (1, "events[1].ranking", "NAME_INVALID"),
                (2, "events[2].item", "ITEM_NOT_SHOWN"),
                (3, "events[3].item", "NAME_INVALID"),
                (4, "events[4].type", "REQUIRED"),
                (5, "events[5].type", "REQUIRED"),
                (6, "events[6].event_id", "TOO_LONG"),
                (7, "events[7].event_time", "IN_THE_FUTURE"),
                (8, "events[8].event_time", "NOT_A_TIME"),
                (9, "events[9].event_time", "NOT_A_TIME"),
            ],
            result.Rejections.Select(rejection => (rejection.Index, rejection.Field, rejection.Reason)).Order());
        Assert.All(result.Rejections, rejection => Assert.NotEmpty(rejection.Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task RecordFeedback_TooFewOrTooMany_IsRefused(int count)
    {
        var failure = await Failure.OfAsync(() => RecordAsync([.. Enumerable.Repeat(new V1.FeedbackEvent(), count)]));

        Assert.Equal((StatusCode.InvalidArgument, "COUNT_OUT_OF_RANGE"), (failure.Code, failure.Reason));
    }

    [Fact]
    public async Task RecordFeedback_AThousandAtOnce_IsTaken()
    {
        var (_, answer) = await AnsweredAsync();

        var result = await RecordAsync([.. Enumerable.Range(0, 1000).Select(i =>
        {
            var shown = Event(answer, EventType.Shown);
            shown.EventId = $"{i}";
            return shown;
        })]);

        Assert.Equal((1000, 0), (result.RecordedCount, result.Rejections.Count));
    }

    /// <summary>
    /// Who is erased is gone from their own rankings, from other people's, and from what became of them.
    /// </summary>
    [Fact]
    [Trait("Store", "File")]
    public async Task Erasure_OfACandidate_ForgetsRankingsAndFeedback()
    {
        var (welder, answer) = await AnsweredAsync();
        var other = await Here.AddAsync(Region.Welder());
        var vacancy = await Here.Vacancies.GetVacancyAsync(
            new Vacancies.V1.GetVacancyRequest { Name = answer.Matches[0].Vacancy });
        var ofVacancy = await Here.MatchAsync(vacancy);
        Assert.Equal(2, ofVacancy.TotalSize);
        var taken = await RecordAsync(
            Event(answer, EventType.Applied),
            new V1.FeedbackEvent { Ranking = ofVacancy.Ranking, Item = welder.Name, Type = EventType.Hired },
            new V1.FeedbackEvent { Ranking = ofVacancy.Ranking, Item = other.Name, Type = EventType.Declined });
        Assert.Equal(3, taken.RecordedCount);

        await Here.DeleteAsync(welder);
        Assert.Equal("CANDIDATE_NOT_FOUND", (await Failure.OfAsync(() => Here.MatchAsync(welder))).Reason);

        Assert.Equal("RANKING_NOT_FOUND", (await Failure.OfAsync(() => GetAsync(answer.Ranking))).Reason);
        Assert.Equal([other.Name], (await GetAsync(ofVacancy.Ranking)).Items.Select(item => item.Resource));
        await Here.Host.StopAsync();
        await using var database = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={Path.Combine(Here.Host.Data.Path, "matching.db")};Mode=ReadOnly");
        await database.OpenAsync();
        foreach (var (sql, count) in new[]
        {
            ("SELECT COUNT(*) FROM feedback", 1L),
            ("SELECT COUNT(*) FROM ranking_items", 1L),
            ($"SELECT COUNT(*) FROM rankings WHERE subject = '{welder.Name}'", 0L),
        })
        {
            await using var command = database.CreateCommand();
            command.CommandText = sql;
            Assert.Equal(count, await command.ExecuteScalarAsync());
        }
    }

    /// <summary>A ranking that was being answered while its subject was erased is not kept.</summary>
    [Fact]
    public async Task SaveRanking_OfSomebodyErased_IsRefused()
    {
        var welder = await Here.AddAsync(Region.Welder());
        var other = await Here.AddAsync(Region.Welder());
        var vacancy = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await Here.MatchAsync(vacancy);
        await Here.DeleteAsync(welder);
        await Failure.OfAsync(() => Here.MatchAsync(welder));
        var store = (MatchingStore)Here.Host.App.Services.GetService(typeof(MatchingStore))!;
        V1.Ranking Ranking(string id, string subject, params string[] items) => new()
        {
            Name = $"rankings/0193457a-0000-7000-8000-00000000000{id}",
            Subject = subject,
            CreateTime = World.Now.ToTimestamp(),
            Items = { items.Select((item, i) => new V1.Ranking.Types.Item { Resource = item, Position = i + 1 }) },
        };

        var failure = await Failure.OfAsync(() => store.SaveRankingAsync(Ranking("1", welder.Name, vacancy.Name), default));
        var kept = await store.SaveRankingAsync(Ranking("2", vacancy.Name, welder.Name, other.Name), default);

        Assert.Equal("CANDIDATE_NOT_FOUND", failure.Reason);
        Assert.Equal([other.Name], (await GetAsync(kept)).Items.Select(item => item.Resource));
    }

    [Theory]
    [InlineData("rankings/0193457a-0000-7000-8000-000000000000", StatusCode.NotFound, "RANKING_NOT_FOUND")]
    [InlineData("rankings/x", StatusCode.InvalidArgument, "NAME_INVALID")]
    public async Task GetRanking_NothingThere_SaysSo(string name, StatusCode code, string reason)
    {
        var failure = await Failure.OfAsync(() => GetAsync(name));

        Assert.Equal((code, reason), (failure.Code, failure.Reason));
    }

    [Fact]
    public async Task Models_ThePublishedOne_ExplainsItsWeights()
    {
        var list = await Here.Matches.ListModelsAsync(new V1.ListModelsRequest());
        var model = await Here.Matches.GetModelAsync(new V1.GetModelRequest { Name = "models/expert-1" });
        var missing = await Failure.OfAsync(
            () => Here.Matches.GetModelAsync(new V1.GetModelRequest { Name = "models/none" }).ResponseAsync);

        Assert.Equal([model], list.Models);
        Assert.Equal(
            (V1.Model.Types.Type.Expert, V1.Model.Types.State.Active, FitEngine.Features.Count),
            (model.Type, model.State, model.Features.Count));
        Assert.Equal(model.BaseScore, model.Features.Sum(feature => feature.Weight * feature.MissingValue), 1e-9);
        Assert.All(model.Features, feature => Assert.NotEmpty(feature.Description));
        Assert.Equal((StatusCode.NotFound, "MODEL_NOT_FOUND"), (missing.Code, missing.Reason));
    }

    private async Task<(WireCandidate Welder, V1.MatchVacanciesResponse Answer)> AnsweredAsync()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());
        return (welder, await Here.MatchAsync(welder));
    }

    private static V1.FeedbackEvent Event(V1.MatchVacanciesResponse answer, EventType type) =>
        new() { Ranking = answer.Ranking, Item = answer.Matches[0].Vacancy, Type = type };

    private async Task<V1.RecordFeedbackResponse> RecordAsync(params V1.FeedbackEvent[] events) =>
        await Here.Matches.RecordFeedbackAsync(new V1.RecordFeedbackRequest { Events = { events } });

    private async Task<V1.Ranking> GetAsync(string name) =>
        await Here.Matches.GetRankingAsync(new V1.GetRankingRequest { Name = name });
}
