using Matching.Profiles.V1;

namespace Matching.Suite.Demo;

/// <summary>A candidate of the demo with what an assessor found and the household they belong to.</summary>
internal sealed class Person
{
    /// <summary>Makes a repeat of an interrupted filling harmless.</summary>
    public required Guid RequestId { get; init; }

    public required Candidate Candidate { get; init; }

    /// <summary>As <see cref="RequestId"/>, for the validation result.</summary>
    public required Guid ValidationRequestId { get; init; }

    /// <summary>What an assessor found; null for most.</summary>
    public required ValidationResult? Validation { get; init; }
}

/// <summary>Two candidates of the demo, by their places in its list, who move together.</summary>
internal sealed record Couple(
    Guid RequestId, int First, int Second, Household.Types.Sharing FirstShares, Household.Types.Sharing SecondShares);
