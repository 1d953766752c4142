using Matching.Competence;

namespace Matching.Fit;

/// <summary>
/// What an opening is read from, resolved. <see cref="Opening.From"/> makes the compact document of it and adds what
/// the law asks for in the occupation.
/// </summary>
public sealed record OpeningFacts
{
    public OpeningKind Kind { get; init; }

    /// <summary>An occupation or occupation group.</summary>
    public required Concept Occupation { get; init; }

    public IReadOnlyList<Requirement> Requirements { get; init; } = [];

    /// <summary>Null where the place is not known or abroad.</summary>
    public Concept? Municipality { get; init; }

    /// <summary>Null where no coordinates are known; the municipality's centre is used then.</summary>
    public GeoPoint? Point { get; init; }

    public PointPrecision Precision { get; init; }

    /// <summary>The work is done outside Sweden.</summary>
    public bool Abroad { get; init; }

    /// <summary>The work can be done from anywhere.</summary>
    public bool Remote { get; init; }

    public int MinExtentPercent { get; init; }

    /// <summary>0 means 100.</summary>
    public int MaxExtentPercent { get; init; }

    public DateTimeOffset? OpenFrom { get; init; }

    /// <summary>The moment from which it is no longer open.</summary>
    public DateTimeOffset? OpenUntil { get; init; }

    /// <summary>The last moment to apply.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Who offers it: any key that is the same for the same employer. Never scored.</summary>
    public string Employer { get; init; } = "";
}

/// <summary>How exact a point is. The numbers are those of <c>vacancy.v1.Workplace.Precision</c>.</summary>
public enum PointPrecision : byte
{
    /// <summary>No coordinates.</summary>
    None,

    /// <summary>The centre of the municipality, a wide guess.</summary>
    Municipality,

    /// <summary>A locality or better.</summary>
    Locality,
}
