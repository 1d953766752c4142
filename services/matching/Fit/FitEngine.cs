using Matching.Competence;
using Matching.Ranking;

namespace Matching.Fit;

/// <summary>
/// Says what one candidate and one opening mean to each other: gates, features, criteria and gaps. Knows no store, bus
/// or clock. Immutable and safe to share between threads; one for a taxonomy.
/// </summary>
/// <param name="taxonomy">The taxonomy that the documents were made with.</param>
/// <param name="region">The municipalities in which <i>anywhere</i> is; null means all of Sweden.</param>
public sealed class FitEngine(Taxonomy taxonomy, IReadOnlySet<Concept>? region = null)
{
    /// <summary>
    /// So many points of affinity make an opening relevant that nothing else does: two skills by own word.
    /// </summary>
    private const float RelevantAffinity = 0.35f;

    private static readonly int OccupationAt = FeatureList.IndexOf<OccupationRelation>();
    private static readonly int WishAt = FeatureList.IndexOf<WishedOccupationFit>();
    private static readonly int SkillsAt = FeatureList.IndexOf<MustSkills>();
    private static readonly int AffinityAt = FeatureList.IndexOf<SkillAffinity>();

    /// <summary>The published weights that rank until a trained model does. A score lies between 0 and 100.</summary>
    public static ExpertModel ExpertModel => ExpertWeights.Model;

    /// <summary>The features, in the order in which <see cref="Extract"/> writes them and models expect them.</summary>
    public static IReadOnlyList<FeatureInfo> Features { get; } = [.. FeatureList.All.Select(f => f.Info)];

    /// <summary>The version of the closed list of features: a number, and a hash of what is in the list.</summary>
    public static string FeatureListId => FeatureList.Id;

    public Taxonomy Taxonomy => taxonomy;

    public IReadOnlySet<Concept>? Region => region;

    internal Roads Roads { get; } = new(taxonomy);

    internal GroupSkills GroupSkills { get; } = new(taxonomy);

    /// <summary>The gates that the pair fails; none when it may be matched. Allocates nothing.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="opening">The opening.</param>
    /// <param name="now">The moment to judge at; its offset says which day it is.</param>
    /// <param name="needed">
    /// What the candidate must have agreed to: <see cref="Consents.Matching"/> for openings for a candidate,
    /// <see cref="Consents.EmployerSearch"/> for candidates for an opening, none for a preview.
    /// </param>
    public GateTypes FailedGates(Candidate candidate, Opening opening, DateTimeOffset now, Consents needed)
    {
        var pair = new Pair(candidate, opening, now, needed, this);
        var failed = GateTypes.None;
        foreach (var gate in Gate.All)
        {
            if (!gate.Passes(pair))
            {
                failed |= (GateTypes)(1 << (int)gate.Type);
            }
        }

        return failed;
    }

    /// <summary>
    /// True where exactly one gate fails and the candidate can do something about it: one licence to get, or a wish to
    /// widen a little.
    /// </summary>
    public bool IsNearMiss(Candidate candidate, Opening opening, DateTimeOffset now, Consents needed)
    {
        var failed = FailedGates(candidate, opening, now, needed);
        var pair = new Pair(candidate, opening, now, needed, this);
        return byte.PopCount((byte)failed) == 1 && Gate.All[byte.TrailingZeroCount((byte)failed)].IsClosable(pair);
    }

    /// <summary>Writes the features of a pair; the same code in training and in serving. Allocates nothing.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="opening">The opening.</param>
    /// <param name="now">The moment to judge at; its offset says which day it is.</param>
    /// <param name="features">As long as <see cref="Features"/>; NaN where not asked or not known.</param>
    public void Extract(Candidate candidate, Opening opening, DateTimeOffset now, Span<float> features)
    {
        var all = FeatureList.All;
        if (features.Length != all.Length)
        {
            throw new ArgumentException($"A row has {all.Length} features, not {features.Length}.", nameof(features));
        }

        var comparison = new Comparison(new Pair(candidate, opening, now, Consents.None, this));
        for (var i = 0; i < all.Length; i++)
        {
            features[i] = all[i].Of(comparison);
        }
    }

    /// <summary>
    /// True where the features show that the opening has anything to do with what the candidate has done, wants or can.
    /// </summary>
    public static bool IsRelevant(ReadOnlySpan<float> features) =>
        features[OccupationAt] > 0
        || features[WishAt] > 0
        || features[SkillsAt] > 0
        || features[AffinityAt] >= RelevantAffinity;

    /// <summary>
    /// How far the candidate meets the requirements, and the opening the wishes, 0 to 1 each: the mean of what was
    /// asked for, weighted as published, whatever model ranks. How well it is proved and how long it was done is left
    /// to the score.
    /// </summary>
    public static (double Requirement, double Wish) Fits(ReadOnlySpan<float> features)
    {
        var requirement = (Weight: 0.0, Sum: 0.0);
        var wish = (Weight: 0.0, Sum: 0.0);
        for (var i = 0; i < features.Length; i++)
        {
            if (float.IsNaN(features[i]))
            {
                continue;
            }

            var weight = ExpertModel.Weights[i].Weight;
            switch (FeatureList.All[i])
            {
                case OccupationRelation or MustExperience or MustSkills or MustLanguages or MustLicences
                    or MustDrivingLicences or MustEducation or Merits:
                    requirement = (requirement.Weight + weight, requirement.Sum + weight * features[i]);
                    break;
                case { Info.Side: CriterionSide.Wish }:
                    wish = (wish.Weight + weight, wish.Sum + weight * features[i]);
                    break;
            }
        }

        return (Mean(requirement), Mean(wish));

        static double Mean((double Weight, double Sum) tally) => tally.Weight > 0 ? tally.Sum / tally.Weight : 1;
    }

    /// <summary>The way to work from where the candidate would live; null where a place is not known.</summary>
    public Travel? TravelTo(Candidate candidate, Opening opening) =>
        Roads.TryTravel(candidate, opening, out var travel) ? travel : null;

    /// <summary>Explains a pair, also one that fails gates: as it would be ranked if it passed them.</summary>
    public FitReport Explain(
        Candidate candidate,
        Opening opening,
        IRankingModel model,
        DateTimeOffset now,
        Consents needed,
        Tongue language) =>
        Explain([(candidate, opening)], model, now, needed, language)[0];

    /// <summary>Explains pairs, in their order; together they cost a trained model less than one by one.</summary>
    public IReadOnlyList<FitReport> Explain(
        IReadOnlyList<(Candidate Candidate, Opening Opening)> pairs,
        IRankingModel model,
        DateTimeOffset now,
        Consents needed,
        Tongue language)
    {
        var width = Features.Count;
        var features = new float[pairs.Count * width];
        for (var i = 0; i < pairs.Count; i++)
        {
            Extract(pairs[i].Candidate, pairs[i].Opening, now, features.AsSpan(i * width, width));
        }

        var scores = new double[pairs.Count];
        var contributions = new double[features.Length];
        model.ScoreRows(features, scores, contributions);
        var reports = new FitReport[pairs.Count];
        for (var i = 0; i < reports.Length; i++)
        {
            var row = i * width;
            reports[i] = Explanation.Of(
                new Pair(pairs[i].Candidate, pairs[i].Opening, now, needed, this),
                features[row..(row + width)],
                scores[i],
                model.BaseScore,
                contributions.AsSpan(row, width),
                Phrases.In(language));
        }

        return reports;
    }
}
