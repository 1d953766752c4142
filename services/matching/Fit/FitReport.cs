using Matching.Competence;

namespace Matching.Fit;

/// <summary>One candidate and one opening: how well they suit each other, and why.</summary>
public sealed record FitReport
{
    /// <summary>The model's score: <see cref="BaseScore"/> plus the contributions of all criteria.</summary>
    public required double Score { get; init; }

    public required double BaseScore { get; init; }

    /// <summary>How far the candidate meets what the opening asks for, 0 to 1.</summary>
    public required double RequirementFit { get; init; }

    /// <summary>How far the opening gives what the candidate wants, 0 to 1; 1 where nothing is wanted.</summary>
    public required double WishFit { get; init; }

    /// <summary>The features, in the order of <see cref="FitEngine.Features"/>.</summary>
    public required IReadOnlyList<float> Features { get; init; }

    /// <summary>The heaviest contribution first.</summary>
    public required IReadOnlyList<Criterion> Criteria { get; init; }

    /// <summary>The most important first.</summary>
    public required IReadOnlyList<Gap> Gaps { get; init; }

    /// <summary>Every gate, passed or not, in order.</summary>
    public required IReadOnlyList<GateOutcome> Gates { get; init; }

    /// <summary>The way to work; null where a place is not known.</summary>
    public Travel? Travel { get; init; }
}

/// <summary>What a gate says about a pair.</summary>
/// <param name="Type">The gate's type in UPPER_SNAKE, such as <c>RIGHT_TO_WORK</c>.</param>
/// <param name="Gate">The gate.</param>
/// <param name="Passed">Whether it is passed.</param>
/// <param name="Closable">For one that is not passed: whether the candidate can do something about it.</param>
/// <param name="Concept">What it is about, where there is one.</param>
/// <param name="Explanation">One sentence for people.</param>
public sealed record GateOutcome(
    string Type, GateType Gate, bool Passed, bool Closable, Concept? Concept, string Explanation);

/// <summary>One thing that was compared.</summary>
public sealed record Criterion
{
    /// <summary>What was compared: UPPER_SNAKE, one of <see cref="CriterionTypes"/>.</summary>
    public required string Type { get; init; }

    public required CriterionSide Side { get; init; }

    /// <summary>The concept that is asked for, where there is one.</summary>
    public Concept? Concept { get; init; }

    /// <summary>What is asked for, in words.</summary>
    public required string Label { get; init; }

    /// <summary>For a requirement: true where it is asked for, false where it is a merit; null for wishes.</summary>
    public bool? Must { get; init; }

    public required CriterionStatus Status { get; init; }

    /// <summary>0 to 1; meaningless when not assessed.</summary>
    public required double Degree { get; init; }

    /// <summary>What the other side has, in words; empty when nothing.</summary>
    public string Held { get; init; } = "";

    /// <summary>How well what is held is supported; <see cref="Evidence.Unspecified"/> where nothing is held.</summary>
    public Evidence Evidence { get; init; }

    public Cefr RequiredLevel { get; init; }

    public Cefr HeldLevel { get; init; }

    /// <summary>What it adds to the score, or takes from it.</summary>
    public required double Contribution { get; init; }

    public RequirementOrigin Origin { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Explanation { get; init; }
}

/// <summary>How far a criterion is met. The numbers are those of <c>matching.v1.Criterion.Status</c>.</summary>
public enum CriterionStatus : byte
{
    Unspecified,
    Met,
    PartlyMet,
    Unmet,
    NotAssessed,
}

/// <summary>Whose demand a criterion is. The numbers are those of <c>matching.v1.Criterion.Side</c>.</summary>
public enum CriterionSide : byte
{
    Unspecified,
    Requirement,
    Wish,
}

/// <summary>Something that stands between a candidate and an opening.</summary>
/// <param name="Type">The type of the criterion or gate.</param>
/// <param name="Concept">What is missing, where there is a concept for it.</param>
/// <param name="Label">What is missing, in words.</param>
/// <param name="Blocking">True when the opening cannot be had without it.</param>
/// <param name="Action">What would close it.</param>
/// <param name="Explanation">What is missing and what would close it, for people.</param>
public sealed record Gap(
    string Type, Concept? Concept, string Label, bool Blocking, GapAction Action, string Explanation);

/// <summary>What would close a gap. The numbers are those of <c>matching.v1.Gap.Action</c>.</summary>
public enum GapAction : byte
{
    /// <summary>Nothing is known to close it.</summary>
    Unspecified,
    Validate,
    Study,
    ApplyForLicence,
    TakeDrivingLicence,
    LearnLanguage,
    GetExperience,

    /// <summary>Nothing is said about it: tell whether it is there.</summary>
    State,
    WidenWishes,
}

/// <summary>A way to work, one way.</summary>
/// <param name="Kilometres">Road kilometres.</param>
/// <param name="Minutes">Minutes by car.</param>
/// <param name="Estimated">A place is only known by its municipality, or no road is known.</param>
/// <param name="Origin">Where it starts.</param>
public readonly record struct Travel(double Kilometres, double Minutes, bool Estimated, Concept Origin);
