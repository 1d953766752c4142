namespace Matching.Trainer;

/// <summary>What a model is to one group of rankings, beside what it is compared with.</summary>
/// <param name="Slice">What groups them.</param>
/// <param name="Value">The group.</param>
/// <param name="Queries">How many rankings.</param>
/// <param name="Model">NDCG@10 of the model.</param>
/// <param name="Baseline">NDCG@10 of what it is compared with.</param>
/// <param name="Difference">The model less the baseline, ranking by ranking.</param>
internal sealed record GroupQuality(
    string Slice, string Value, int Queries, Interval Model, Interval Baseline, Interval Difference)
{
    /// <summary>No group may be worse off by more than this: the service refuses such a promotion.</summary>
    public const double Bound = 0.02;

    /// <summary>A smaller group says too little to judge by.</summary>
    public const int FewestQueries = 30;

    public bool IsWorseOff => Queries >= FewestQueries && Difference.Value < -Bound;

    public string Verdict => this switch
    {
        { Queries: < FewestQueries } => "too few to say",
        { IsWorseOff: true } => "worse off",
        { Difference.Low: > 0 } => "better off",
        _ => "no worse off",
    };

    /// <summary>Every group of every slice but the months, the largest of each slice first.</summary>
    public static IReadOnlyList<GroupQuality> All(Quality quality, int model, int baseline) =>
    [
        .. from slice in quality.SliceNames
           where Columns.Slices.Contains(slice)
           from value in quality.Slice(slice)
           let within = quality.Within(value.Queries)
           select new GroupQuality(
               slice,
               value.Value,
               value.Queries.Count,
               within.Mean(model),
               within.Mean(baseline),
               within.Difference(model, baseline)),
    ];
}
