using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Fit;
using Purpose = Matching.Profiles.V1.Consent.Types.Purpose;
using EventType = Matching.Matches.V1.FeedbackEvent.Types.Type;
using WireCandidate = Matching.Profiles.V1.Candidate;

namespace Matching.Matches.Tests;

/// <summary>What training gets to see: everything that was shown and became of it, and nobody.</summary>
public sealed class ExportTests : RegionTest
{
    [Fact]
    public async Task Export_OfAJudgedRanking_HasItAsItWasShown()
    {
        var near = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var far = await Here.AddAsync(Region.Job("Svetsare", "Kramfors", "", Region.Must("fi")));
        var welder = await AddAsync(Region.Welder());
        var answer = await Here.MatchAsync(welder);
        await Here.MatchAsync(welder);
        await RecordAsync(answer.Ranking, near.Name, EventType.Opened, EventType.Applied);
        await RecordAsync(answer.Ranking, far.Name, EventType.Opened, EventType.NotRelevant);
        var shown = await Here.Matches.GetRankingAsync(new V1.GetRankingRequest { Name = answer.Ranking });
        await Here.CloseAsync(near);
        Here.Clock.Advance(TimeSpan.FromDays(1));

        var export = await ExportAsync(new V1.ExportRankingsRequest());

        var (header, ranking) = (export[0].Header, Assert.Single(export).Ranking);
        Assert.Equal(ModelKit.Names, header.Features.Select(feature => feature.Name));
        Assert.All(header.Features, feature => Assert.Equal(1, feature.MonotoneDirection));
        Assert.Equal((FitEngine.FeatureListId, FitEngine.FeatureListId), (header.FeatureList, ranking.FeatureList));
        Assert.Equal(("models/expert-1", V1.Provenance.Types.Arm.Champion), (ranking.Model, ranking.Arm));
        Assert.Equal(shown.CreateTime, ranking.CreateTime);
        Assert.Equal(
            shown.Items.Select(item => (item.Resource, item.Position, item.Score, item.Municipality, item.OccupationField)),
            ranking.Items.Select(item => (item.Resource, item.Position, item.Score, item.Municipality, item.OccupationField)));
        Assert.Equal(shown.Items.Select(item => item.Features), ranking.Items.Select(item => item.Features));
        Assert.Equal([2, 0], ranking.Items.Select(item => item.Relevance));
        Assert.Equal([EventType.Opened, EventType.Applied], ranking.Items[0].Events.Select(became => became.Type));
        Assert.Equal(World.Now, ranking.Items[0].Events[0].EventTime.ToDateTimeOffset());
        Assert.Equal(ranking.Id, ranking.FirstPageId);
    }

    /// <summary>Neither a name, nor a resource name, nor the name of a ranking that would lead to one.</summary>
    [Fact]
    public async Task Export_OfCandidates_NamesNobodyAndDiffersEachTime()
    {
        var opening = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var (one, other) = (await AddAsync(Region.Welder()), await AddAsync(Region.Welder()));
        var ofOne = await Here.MatchAsync(one);
        var ofOpening = await Here.MatchAsync(opening);
        await RecordAsync(ofOne.Ranking, opening.Name, EventType.Opened);
        await RecordAsync(ofOpening.Ranking, one.Name, EventType.Hired);
        Here.Clock.Advance(TimeSpan.FromDays(1));

        var first = await ExportAsync(new V1.ExportRankingsRequest());
        var second = await ExportAsync(new V1.ExportRankingsRequest());

        var rankings = first.ConvertAll(response => response.Ranking);
        var inOwn = rankings.Single(ranking => ranking.Subject != opening.Name);
        var inOpening = rankings.Single(ranking => ranking.Subject == opening.Name);
        Assert.Equal(inOwn.Subject, inOpening.Items.Single(item => item.Relevance == 4).Resource);
        Assert.Equal(2, inOpening.Items.Select(item => item.Resource).Distinct().Count());
        foreach (var secret in new[] { one.Name, other.Name, ofOne.Ranking, ofOpening.Ranking })
        {
            var id = secret[(secret.IndexOf('/', StringComparison.Ordinal) + 1)..];
            Assert.All(first, response => Assert.DoesNotContain(id, response.ToString(), StringComparison.Ordinal));
            Assert.All(first, response => Assert.DoesNotContain(
                id,
                System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(response.ResumeToken)),
                StringComparison.Ordinal));
        }

        Assert.Empty(Names(first).Intersect(Names(second)));
        static IEnumerable<string> Names(List<V1.ExportRankingsResponse> export) => export.SelectMany(response =>
            response.Ranking.Items.Select(item => item.Resource)
                .Append(response.Ranking.Subject).Where(name => name.StartsWith("candidates/", StringComparison.Ordinal))
                .Append(response.Ranking.Id));
    }

    /// <summary>Only who agrees to statistics, by now, and who is still here.</summary>
    [Fact]
    public async Task Export_WithoutConsentOrAfterErasure_LeavesOut()
    {
        var opening = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var (agrees, erased) = (await AddAsync(Region.Welder()), await AddAsync(Region.Welder()));
        var (withdraws, never) = (await AddAsync(Region.Welder()), await Here.AddAsync(Region.Welder()));
        var ofOpening = await Here.MatchAsync(opening);
        foreach (var candidate in new[] { agrees, erased, withdraws, never })
        {
            var answer = await Here.MatchAsync(candidate);
            await RecordAsync(answer.Ranking, opening.Name, EventType.Opened);
            await RecordAsync(ofOpening.Ranking, candidate.Name, EventType.Opened);
        }

        Here.Clock.Advance(TimeSpan.FromDays(1));
        var before = await ExportAsync(new V1.ExportRankingsRequest());
        await Here.DeleteAsync(erased);
        await Here.Profiles.UpdateCandidateAsync(new Profiles.V1.UpdateCandidateRequest
        {
            Candidate = new WireCandidate { Name = withdraws.Name, Consents = { Region.Agreed(Purpose.Matching) } },
        });
        var after = await ExportAsync(new V1.ExportRankingsRequest());

        Assert.Equal(4, before.Count);
        Assert.Equal(3, before.Single(r => r.Ranking.Subject == opening.Name).Ranking.Items.Count);
        Assert.Equal(2, after.Count);
        Assert.Single(after.Single(r => r.Ranking.Subject == opening.Name).Ranking.Items);
    }

    /// <summary>However it is cut up, an export has everything once, in order, under one set of names.</summary>
    [Fact]
    public async Task Export_BrokenOffAndResumed_IsTheWholeOne()
    {
        var store = (MatchingStore)Here.Host.App.Services.GetService(typeof(MatchingStore))!;
        var opening = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await AddAsync(Region.Welder());
        var random = new Random(20261121);
        for (var i = 0; i < 250; i++)
        {
            await store.SaveRankingAsync(
                new V1.Ranking
                {
                    Name = $"rankings/{new Guid(i, 0, 0, new byte[8])}",
                    Subject = welder.Name,
                    CreateTime = World.Now.AddMilliseconds(-random.Next(40)).ToTimestamp(),
                    FeatureNames = { ModelKit.Names },
                    Items = { new V1.Ranking.Types.Item { Resource = opening.Name, Position = 1 } },
                    Provenance = new V1.Provenance { Model = "models/expert-1", FeatureList = FitEngine.FeatureListId },
                },
                default);
        }

        Here.Clock.Advance(TimeSpan.FromDays(1));
        var request = new V1.ExportRankingsRequest { IncludeUnjudged = true };
        var pieces = new List<V1.ExportRankingsResponse>();
        while (true)
        {
            var piece = await ExportAsync(request, most: 1 + random.Next(60));
            if (piece[0].Ranking is null)
            {
                break;
            }

            Assert.NotNull(piece[0].Header);
            pieces.AddRange(piece);
            request.ResumeToken = piece[^1].ResumeToken;
        }

        Assert.Equal(250, pieces.Select(piece => piece.Ranking.Id).Distinct().Count());
        Assert.Equal(250, pieces.Count);
        Assert.Single(pieces.Select(piece => piece.Ranking.Subject).Distinct());
        var times = pieces.ConvertAll(piece => piece.Ranking.CreateTime);
        Assert.Equal(times.OrderBy(time => time), times);
    }

    [Fact]
    public async Task Export_OfAWindow_TakesWhatLiesInIt()
    {
        var opening = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await AddAsync(Region.Welder());
        var first = await Here.MatchAsync(welder);
        await RecordAsync(first.Ranking, opening.Name, EventType.Opened);
        Here.Clock.Advance(TimeSpan.FromDays(2));
        await RecordAsync(first.Ranking, opening.Name, EventType.Hired);
        var second = await Here.MatchAsync(welder);
        await RecordAsync(second.Ranking, opening.Name, EventType.Applied);
        Here.Clock.Advance(TimeSpan.FromDays(2));

        var early = await ExportAsync(new V1.ExportRankingsRequest
        {
            EndTime = World.Now.AddDays(1).ToTimestamp(),
            FeedbackEndTime = World.Now.AddDays(1).ToTimestamp(),
        });
        var late = await ExportAsync(new V1.ExportRankingsRequest { StartTime = World.Now.AddDays(1).ToTimestamp() });
        var all = await ExportAsync(new V1.ExportRankingsRequest());
        var none = await ExportAsync(new V1.ExportRankingsRequest { StartTime = World.Now.AddDays(3).ToTimestamp() });

        Assert.Equal([1], early.Select(response => response.Ranking.Items[0].Relevance));
        Assert.Equal([2], late.Select(response => response.Ranking.Items[0].Relevance));
        Assert.Equal([4, 2], all.Select(response => response.Ranking.Items[0].Relevance));
        Assert.Null(Assert.Single(none).Ranking);
    }

    [Fact]
    public async Task Export_BadRequests_AreRefused()
    {
        await AddAsync(Region.Welder());
        async Task<string> ReasonAsync(V1.ExportRankingsRequest request) =>
            (await Failure.OfAsync(() => ExportAsync(request))).Reason;

        Assert.Equal("NOT_A_TIME", await ReasonAsync(new() { StartTime = new Timestamp { Seconds = long.MaxValue } }));
        Assert.Equal("NOT_AFTER_START", await ReasonAsync(new()
        {
            StartTime = World.Now.ToTimestamp(),
            EndTime = World.Now.ToTimestamp(),
        }));
        Assert.Equal("RESUME_TOKEN_INVALID", await ReasonAsync(new() { ResumeToken = "nonsense" }));
        Assert.Equal("RESUME_TOKEN_INVALID", await ReasonAsync(new() { ResumeToken = new string('A', 100) }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0, EventType.Shown, EventType.Declined)]
    [InlineData(1, EventType.Opened)]
    [InlineData(0, EventType.Opened, EventType.NotRelevant)]
    [InlineData(2, EventType.NotRelevant, EventType.Applied, EventType.Opened)]
    [InlineData(3, EventType.Interviewed, EventType.Declined)]
    [InlineData(4, EventType.Offered)]
    [InlineData(5, EventType.Hired, EventType.StillEmployed)]
    public void Relevance_OfEvents_IsTheFurthest(int expected, params EventType[] events) =>
        Assert.Equal(expected, Relevance.Of(events));

    private async Task<WireCandidate> AddAsync(WireCandidate candidate)
    {
        candidate.Consents.Add(Region.Agreed(Purpose.Matching, Purpose.EmployerSearch, Purpose.Statistics));
        return await Here.AddAsync(candidate);
    }

    private async Task RecordAsync(string ranking, string item, params EventType[] types)
    {
        var recorded = await Here.Matches.RecordFeedbackAsync(new V1.RecordFeedbackRequest
        {
            Events = { types.Select(type => new V1.FeedbackEvent { Ranking = ranking, Item = item, Type = type }) },
        });
        Assert.Equal(types.Length, recorded.RecordedCount);
    }

    private async Task<List<V1.ExportRankingsResponse>> ExportAsync(V1.ExportRankingsRequest request, int most = int.MaxValue)
    {
        using var call = Here.Models.ExportRankings(request);
        var responses = new List<V1.ExportRankingsResponse>();
        while (responses.Count < most && await call.ResponseStream.MoveNext(default))
        {
            responses.Add(call.ResponseStream.Current);
        }

        return responses;
    }
}
