using Matching.Competence;

namespace Matching.Fit;

/// <summary>What an assessor found, without who it was and what they wrote.</summary>
public sealed record ValidationFact
{
    /// <summary>True where all of the standard was shown; false where only what <see cref="Covers"/> says.</summary>
    public required bool Full { get; init; }

    public required IReadOnlyList<ValidationItem> Covers { get; init; }

    /// <summary>What is left to show or to learn.</summary>
    public IReadOnlyList<ValidationItem> Missing { get; init; } = [];

    public Verification Verification { get; init; }

    /// <summary>The last day it is valid; null for no end.</summary>
    public DateOnly? ValidUntil { get; init; }
}

/// <summary>A concept that an assessor speaks of, with the level where it is a language.</summary>
public readonly record struct ValidationItem(Concept Concept, Cefr Level = Cefr.None);

/// <summary>
/// How far a validation result has been checked. The numbers are those of
/// <c>profile.v1.ValidationResult.Verification</c>.
/// </summary>
public enum Verification : byte
{
    /// <summary>Counts as reported by the issuer.</summary>
    Unspecified,
    IssuerReported,
    Verified,

    /// <summary>Somebody doubts it: counts as the person's own word.</summary>
    Disputed,

    /// <summary>Withdrawn: counts for nothing.</summary>
    Revoked,
}
