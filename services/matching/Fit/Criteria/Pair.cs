using Matching.Competence;

namespace Matching.Fit;

/// <summary>One candidate and one opening at a moment.</summary>
internal readonly ref struct Pair(
    Candidate candidate, Opening opening, DateTimeOffset now, Consents needed, FitEngine engine)
{
    public Candidate Candidate { get; } = candidate;

    public Opening Opening { get; } = opening;

    public DateTimeOffset Now { get; } = now;

    public DateOnly Today { get; } = DateOnly.FromDateTime(now.DateTime);

    /// <summary>What the candidate must have agreed to.</summary>
    public Consents Needed { get; } = needed;

    public FitEngine Engine { get; } = engine;

    public Taxonomy Taxonomy => Engine.Taxonomy;
}
