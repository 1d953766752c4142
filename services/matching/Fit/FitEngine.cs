using Matching.Competence;
using Matching.Ranking;

namespace Matching.Fit;

/// <summary>
/// Says what one candidate and one opening mean to each other: gates, features, criteria and gaps. Knows no store, bus or
/// clock. Immutable and safe to share between threads; one for a taxonomy.
/// </summary>
/// <param name="taxonomy">The taxonomy that the documents were made with.</param>
/// <param name="region">Where <i>anywhere</i> is; null means all of Sweden.</param>
public sealed class FitEngine(Taxonomy taxonomy, IReadOnlySet<Concept>? region = null)
{
    /// <summary>The published weights that rank until a trained model does. The score lies between 0 and 100.</summary>
    public static ExpertModel ExpertModel { get; } = new("expert-1", []);

    /// <summary>The features, in the order in which <see cref="Extract"/> writes them and models expect them.</summary>
    public static IReadOnlyList<FeatureInfo> Features { get; } = [];

    public Taxonomy Taxonomy => taxonomy;

    public IReadOnlySet<Concept>? Region => region;

    /// <summary>The gates that the pair fails; none when it may be matched. Allocates nothing.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="opening">The opening.</param>
    /// <param name="now">The moment to judge at.</param>
    /// <param name="needed">
    /// What the candidate must have agreed to: <see cref="Consents.Matching"/> for openings for a candidate,
    /// <see cref="Consents.EmployerSearch"/> for candidates for an opening, none for a preview.
    /// </param>
    public GateTypes FailedGates(Candidate candidate, Opening opening, DateTimeOffset now, Consents needed) =>
        throw new NotSupportedException();

    /// <summary>
    /// True where exactly one gate fails and the candidate can do something about it: one licence to get, or a wish to widen
    /// a little.
    /// </summary>
    public bool IsNearMiss(Candidate candidate, Opening opening, DateTimeOffset now, Consents needed) =>
        throw new NotSupportedException();

    /// <summary>Writes the features of a pair; the same code in training and in serving. Allocates nothing.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="opening">The opening.</param>
    /// <param name="now">The moment to judge at.</param>
    /// <param name="features">As long as <see cref="Features"/>; NaN where not asked or not known.</param>
    public void Extract(Candidate candidate, Opening opening, DateTimeOffset now, Span<float> features) =>
        throw new NotSupportedException();

    /// <summary>
    /// True where the features show that the opening has anything to do with what the candidate has done, wants or can.
    /// </summary>
    public static bool IsRelevant(ReadOnlySpan<float> features) => throw new NotSupportedException();

    /// <summary>How far the candidate meets the requirements, and the opening the wishes, 0 to 1 each; of any model's.</summary>
    public static (double Requirement, double Wish) Fit(ReadOnlySpan<float> features) => throw new NotSupportedException();

    /// <summary>The way to work from where the candidate would live; null where a place is not known.</summary>
    public Travel? TravelTo(Candidate candidate, Opening opening) => throw new NotSupportedException();

    /// <summary>Explains a pair, also one that fails gates: as it would be ranked if it passed them.</summary>
    public FitReport Explain(
        Candidate candidate,
        Opening opening,
        IRankingModel model,
        DateTimeOffset now,
        Consents needed,
        Tongue language) => throw new NotSupportedException();
}
