using System.Globalization;
using Matching.Ranking;
using Difference = Matching.Matches.V1.ModelEvaluation.Types.Difference;

namespace Matching.Matches;

/// <summary>
/// Says whether a model may become the champion. The service's own judged rankings decide: both models score the
/// features as they were shown, and their NDCG@10 is compared list by list. Where there are too few of them, what was
/// told with the upload is looked at too, and somebody has to take it upon them. Clicks favour what stood on top, so
/// the comparison leans to the model that ranked: it errs on the side of no change.
/// </summary>
internal sealed class PromotionReview(LoggedRankings log, TimeProvider clock)
{
    /// <summary>So many judged rankings decide by themselves.</summary>
    public const int MinimumQueries = 200;

    /// <summary>The lower end of the interval may not lie below the negative of this.</summary>
    public const double Margin = 0.02;

    /// <summary>No group's mean difference may lie below the negative of this.</summary>
    public const double GroupBound = 0.05;

    /// <summary>A smaller group is told of, and decides nothing.</summary>
    public const int MinimumGroup = 20;

    /// <summary>So many scores make a reference.</summary>
    private const int MinimumReference = 500;

    private const int MaximumReferenceLists = 1000;
    private const int MaximumQueries = 5000;
    private const int MaximumRead = 20_000;
    private const int MaximumGroups = 500;
    private const int K = 10;

    /// <summary>What is older tells of another labour market.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromDays(180);

    /// <summary>Compares a model with the one it would replace.</summary>
    public async Task<V1.PromotionCheck> CheckAsync(
        IRankingModel model, IRankingModel champion, V1.ModelEvaluation? uploaded, CancellationToken cancellationToken)
    {
        var replay = await ReplayAsync(model, champion, cancellationToken);
        var check = new V1.PromotionCheck
        {
            Replay = replay,
            Uploaded = uploaded,
            TooLittleData = replay.Overall.QueryCount < MinimumQueries,
            MinimumQueryCount = MinimumQueries,
            Margin = Margin,
            GroupBound = GroupBound,
        };
        if (check.TooLittleData)
        {
            check.Failures.Add(
                $"There are {replay.Overall.QueryCount} judged rankings here, too few to decide by: {MinimumQueries}.");
            check.Failures.Add(OfUpload(uploaded, replay.Incumbent));
        }
        else
        {
            check.Failures.Add(Objections(replay));
        }

        check.Passed = check.Failures.Count == 0;
        return check;
    }

    /// <summary>
    /// The deciles of the scores that a model gives what was shown lately, each list's best; none where too little was.
    /// </summary>
    public async Task<double[]> ReferenceAsync(IRankingModel model, CancellationToken cancellationToken)
    {
        var scores = new List<double>();
        await foreach (var logged in log
            .ReadAsync(Lately(onlyJudged: false), after: null, newestFirst: true, cancellationToken)
            .Take(MaximumReferenceLists))
        {
            if (TryScore(model, logged.Ranking) is { } own)
            {
                scores.AddRange(own.OrderDescending().Take(ModelWatch.ScoresPerList));
            }
        }

        return ScoreShift.Quantiles(scores, MinimumReference);
    }

    private static IEnumerable<string> OfUpload(V1.ModelEvaluation? uploaded, string incumbent) =>
        uploaded?.Overall is null ? ["No comparison was told with the upload."]
        : uploaded.Incumbent != incumbent
            ? [$"The comparison that was told with the upload is with {uploaded.Incumbent}, not with {incumbent}."]
        : Objections(uploaded);

    /// <summary>What speaks against a model, by a comparison.</summary>
    private static IEnumerable<string> Objections(V1.ModelEvaluation evaluation)
    {
        var overall = evaluation.Overall;
        if (overall.Upper < 0)
        {
            yield return Text($"It is worse than {evaluation.Incumbent}: NDCG@10 {Said(overall)}.");
        }
        else if (overall.Lower < -Margin)
        {
            yield return Text(
                $"It may be worse than {evaluation.Incumbent} by more than {Margin}: NDCG@10 {Said(overall)}.");
        }

        foreach (var group in evaluation.Groups)
        {
            if (group.Difference.QueryCount >= MinimumGroup && group.Difference.Difference_ < -GroupBound)
            {
                var name = $"{group.Slice} {group.Value}";
                yield return Text(
                    $"{name} would be worse off by more than {GroupBound}: {Said(group.Difference)}.");
            }
        }
    }

    private static string Said(Difference difference) => Text(
        $"{Signed(difference.Difference_)} ({Signed(difference.Lower)} to {Signed(difference.Upper)}, ")
        + Text($"{difference.QueryCount} rankings)");

    private static string Signed(double value) => value.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private async Task<V1.ModelEvaluation> ReplayAsync(
        IRankingModel model, IRankingModel champion, CancellationToken cancellationToken)
    {
        var all = new List<(double Own, double Other)>();
        var groups = new Dictionary<(string Slice, string Value), List<(double Own, double Other)>>();
        var read = 0;
        await foreach (var logged in log.ReadAsync(
            Lately(onlyJudged: true), after: null, newestFirst: true, cancellationToken))
        {
            if (++read > MaximumRead || all.Count >= MaximumQueries)
            {
                break;
            }

            var ranking = logged.Ranking;
            float[] labels = [.. ranking.Items.Select(item => (float)logged.RelevanceOf(item.Resource))];
            if (labels.Length < 2 || labels.Max() < RankingMetrics.RelevantFrom
                || TryScore(model, ranking) is not { } own || TryScore(champion, ranking) is not { } other)
            {
                continue;
            }

            var pair = (Ndcg(labels, own), Ndcg(labels, other));
            all.Add(pair);
            var best = ranking.Items[Array.IndexOf(labels, labels.Max())];
            foreach (var group in Groups(ranking, best))
            {
                if (groups.TryGetValue(group, out var members))
                {
                    members.Add(pair);
                }
                else if (groups.Count < MaximumGroups)
                {
                    groups[group] = [pair];
                }
            }
        }

        return new V1.ModelEvaluation
        {
            Incumbent = ModelShelf.NameOf(champion),
            Source = "logged",
            Overall = Compare(all),
            Groups =
            {
                groups.OrderBy(group => group.Key.Slice, StringComparer.Ordinal)
                    .ThenBy(group => group.Key.Value, StringComparer.Ordinal)
                    .Select(group => new V1.ModelEvaluation.Types.Group
                    {
                        Slice = group.Key.Slice,
                        Value = group.Key.Value,
                        Difference = Compare(group.Value),
                    }),
            },
        };
    }

    /// <summary>A ranking belongs where its most relevant item does: a place, a field of work, a direction.</summary>
    private static IEnumerable<(string Slice, string Value)> Groups(V1.Ranking ranking, V1.Ranking.Types.Item best)
    {
        yield return ("direction", ranking.Subject.StartsWith("candidates/", StringComparison.Ordinal)
            ? "openings for a candidate"
            : "candidates for an opening");
        if (best.Municipality.Length > 0)
        {
            yield return ("municipality", best.Municipality);
        }

        if (best.OccupationField.Length > 0)
        {
            yield return ("occupation_field", best.OccupationField);
        }
    }

    private RankingWindow Lately(bool onlyJudged)
    {
        var now = clock.GetUtcNow();
        return new RankingWindow(now - Window, now, now, onlyJudged);
    }

    /// <summary>The scores of a ranking as it was shown; null where it was of other features.</summary>
    private static double[]? TryScore(IRankingModel model, V1.Ranking ranking)
    {
        if (!ranking.FeatureNames.SequenceEqual(model.FeatureNames)
            || ranking.Items.Any(item => item.Features.Count != model.FeatureNames.Count))
        {
            return null;
        }

        var scores = new double[ranking.Items.Count];
        float[] rows = [.. ranking.Items.SelectMany(item => item.Features)];
        return GuardedScoring.TryScore(model, rows, scores, out _) ? scores : null;
    }

    private static double Ndcg(float[] labels, double[] scores)
    {
        float[] ranked = [.. Orders.ByScore(scores).Select(row => labels[row])];
        return RankingMetrics.Ndcg(ranked, K);
    }

    private static Difference Compare(List<(double Own, double Other)> pairs)
    {
        var difference = PairedDifference.Of([.. pairs.Select(pair => pair.Own - pair.Other)]);
        return new Difference
        {
            QueryCount = pairs.Count,
            Ndcg10 = pairs.Count > 0 ? pairs.Average(pair => pair.Own) : 0,
            IncumbentNdcg10 = pairs.Count > 0 ? pairs.Average(pair => pair.Other) : 0,
            Difference_ = difference.Mean,
            Lower = difference.Lower,
            Upper = difference.Upper,
        };
    }
}
