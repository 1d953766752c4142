namespace Matching.Trainer;

/// <summary>One measure of two models, and how far they are apart, query by query.</summary>
internal sealed record MeasuredDifference(string Measure, double Model, double Incumbent, Interval Difference);

/// <summary>What a model is beside the incumbent.</summary>
internal sealed record Comparison
{
    public required int Queries { get; init; }

    public required string Verdict { get; init; }

    /// <summary>True where nothing speaks against the model taking over.</summary>
    public required bool IsNoWorse { get; init; }

    public required IReadOnlyList<MeasuredDifference> Measures { get; init; }

    public required IReadOnlyList<GroupQuality> WorseOff { get; init; }

    /// <param name="quality">Measures with an incumbent and a model.</param>
    /// <param name="margin">How far the interval of NDCG@10's difference may go below 0.</param>
    public static Comparison Of(Quality quality, double margin)
    {
        var (model, incumbent) = (quality.IndexOf(Scorer.Model)!.Value, quality.IndexOf(Scorer.Incumbent)!.Value);
        var worse = GroupQuality.All(quality, model, incumbent).Where(g => g.IsWorseOff).ToArray();
        var difference = quality.Difference(model, incumbent);
        var isNoWorse = difference.Low >= -margin;
        return new Comparison
        {
            Queries = quality.Queries,
            IsNoWorse = isNoWorse && worse.Length == 0,
            Verdict = (difference, isNoWorse, worse.Length) switch
            {
                ({ High: < 0 }, _, _) => "worse than the incumbent",
                (_, false, _) => "may be worse than the incumbent by more than the margin",
                (_, _, > 0) => "no worse over all, but some groups are worse off",
                ({ Low: > 0 }, _, _) => "better than the incumbent",
                _ => "no worse than the incumbent",
            },
            Measures =
            [
                .. OrderMeasures.All.Select((measure, at) => new MeasuredDifference(
                    measure.Title,
                    quality.Of(model, at).Value,
                    quality.Of(incumbent, at).Value,
                    quality.Difference(model, incumbent, at))),
            ],
            WorseOff = worse,
        };
    }
}
