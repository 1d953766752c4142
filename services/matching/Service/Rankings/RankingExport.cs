using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Fit;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// Streams what was shown and what became of it, for training elsewhere. Holds one batch at a time; a stream that broke
/// goes on where it was left, under the same names.
/// </summary>
internal sealed class RankingExport(LoggedRankings log, MatchingStore store, TimeProvider clock)
{
    public async Task StreamAsync(
        V1.ExportRankingsRequest request,
        IServerStreamWriter<V1.ExportRankingsResponse> responses,
        CancellationToken cancellationToken)
    {
        var secret = await store.SecretAsync("exports", cancellationToken);
        var (window, names, after) = Begin(request, secret);
        var header = new V1.ExportHeader
        {
            ExportId = names.ExportId,
            FeatureList = FitEngine.FeatureListId,
            Features = { ModelWords.Features() },
        };
        await foreach (var logged in log.ReadAsync(window, after, newestFirst: false, cancellationToken))
        {
            var response = new V1.ExportRankingsResponse
            {
                Header = header,
                Ranking = ToWire(logged, names),
                ResumeToken = Token(request, secret, window, names, logged.Key),
            };
            header = null;
            await responses.WriteAsync(response, cancellationToken);
        }

        if (header is not null)
        {
            await responses.WriteAsync(
                new V1.ExportRankingsResponse { Header = header, ResumeToken = request.ResumeToken },
                cancellationToken);
        }
    }

    private (RankingWindow Window, ExportNames Names, RankingKey? After) Begin(
        V1.ExportRankingsRequest request, byte[] secret)
    {
        var errors = new FieldErrors();
        var now = clock.GetUtcNow();
        var start = WireTime.Read(request.StartTime, DateTimeOffset.UnixEpoch, "start_time", errors);
        var end = WireTime.Read(request.EndTime, now, "end_time", errors);
        var feedbackEnd = WireTime.Read(request.FeedbackEndTime, now, "feedback_end_time", errors);
        if (!errors.Any && start >= end)
        {
            errors.Add("end_time", "NOT_AFTER_START", "must lie after start_time.");
        }

        errors.ThrowIfAny();
        if (request.ResumeToken.Length == 0)
        {
            return (
                new RankingWindow(start, end, feedbackEnd, !request.IncludeUnjudged),
                new ExportNames(secret, ResourceId.New(clock)),
                After: null);
        }

        // The ends that were open are those of the first call: a resumed export is one export.
        var parts = ExportNames.Open(secret, request.ResumeToken, Arguments(request)).Split(' ');
        return (
            new RankingWindow(start, Time(parts[1]), Time(parts[2]), !request.IncludeUnjudged),
            new ExportNames(secret, parts[0]),
            new RankingKey(Time(parts[3]).ToUnixTimeMilliseconds(), parts[4]));

        static DateTimeOffset Time(string text) =>
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture));
    }

    private static string Token(
        V1.ExportRankingsRequest request, byte[] secret, RankingWindow window, ExportNames names, RankingKey key)
    {
        var (end, feedbackEnd) =
            (window.End.ToUnixTimeMilliseconds(), window.FeedbackEnd.ToUnixTimeMilliseconds());
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{names.ExportId} {end} {feedbackEnd} {key.Time} {key.Name}");
        return ExportNames.Seal(secret, text, Arguments(request));
    }

    private static string Arguments(V1.ExportRankingsRequest request) =>
        $"{request.StartTime} {request.EndTime} {request.FeedbackEndTime} {request.IncludeUnjudged}";

    private static V1.ExportedRanking ToWire(LoggedRanking logged, ExportNames names)
    {
        var ranking = logged.Ranking;
        var provenance = ranking.Provenance ?? new V1.Provenance();
        var wire = new V1.ExportedRanking
        {
            Id = names.Blind(ranking.Name),
            FirstPageId = names.Blind(ranking.FirstPage.Length > 0 ? ranking.FirstPage : ranking.Name),
            Subject = names.OfResource(ranking.Subject),
            CreateTime = ranking.CreateTime,
            Model = provenance.Model,
            Arm = provenance.Arm,
            FeatureList = provenance.FeatureList,
            TaxonomyVersion = provenance.TaxonomyVersion,
            Items = { ranking.Items.Select(item => ToWire(item, logged, names)) },
        };
        if (wire.FeatureList != FitEngine.FeatureListId)
        {
            wire.FeatureNames.Add(ranking.FeatureNames);
        }

        return wire;
    }

    private static V1.ExportedRanking.Types.Item ToWire(
        V1.Ranking.Types.Item item, LoggedRanking logged, ExportNames names) => new()
        {
            Resource = names.OfResource(item.Resource),
            Position = item.Position,
            Score = item.Score,
            Features = { item.Features },
            Municipality = item.Municipality,
            OccupationField = item.OccupationField,
            Relevance = logged.RelevanceOf(item.Resource),
            Events =
        {
            logged.Events[item.Resource].Select(became => new V1.ExportedRanking.Types.Event
            {
                Type = became.Type,
                EventTime = became.EventTime.ToTimestamp(),
                RecordTime = became.RecordTime.ToTimestamp(),
            }),
        },
        };
}
