using Matching.Competence;

namespace Matching.Fit;

/// <summary>A criterion in the making.</summary>
internal sealed class Draft
{
    public required string Type { get; init; }

    public required CriterionSide Side { get; init; }

    /// <summary>Null for wishes and for the occupation.</summary>
    public Requirement? Requirement { get; init; }

    /// <summary>For requirements and the occupation.</summary>
    public Assessment Assessment { get; init; }

    public required CriterionStatus Status { get; init; }

    /// <summary>Rounded, so that 0.9 as a float is 0.9.</summary>
    public required double Degree
    {
        get;
        init => field = Math.Round(value, 6);
    }

    public Concept? Concept { get; init; }

    /// <summary>Grows while the features are shared out.</summary>
    public double Contribution { get; set; }

    /// <summary>True where the gate of that requirement keeps the candidate out.</summary>
    public bool Blocks { get; init; }
}
