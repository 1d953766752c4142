using Matching.Competence;

namespace Matching.Suite.Demo;

/// <summary>One opening of the demo before it becomes an ad: what its text and its fields both say.</summary>
internal sealed record Opening
{
    public required int Number { get; init; }

    public required Trade Trade { get; init; }

    public required Term Occupation { get; init; }

    public required Municipality Municipality { get; init; }

    public required string Locality { get; init; }

    public required string Employer { get; init; }

    public required string Workplace { get; init; }

    public required Hiring Hiring { get; init; }

    public required int MinExtent { get; init; }

    public required int MaxExtent { get; init; }

    public required int Positions { get; init; }

    public required Term[] Musts { get; init; }

    public required Term[] Nices { get; init; }

    public required Term[] MustPapers { get; init; }

    public required Term[] NicePapers { get; init; }

    /// <summary>A driving licence category; null when none is asked for.</summary>
    public required string? Driving { get; init; }

    public required bool DrivingIsMust { get; init; }

    public required Cefr Swedish { get; init; }

    public required Cefr English { get; init; }

    /// <summary>A language that is a merit, as an ISO 639-1 code; null when none is.</summary>
    public required string? Language { get; init; }

    /// <summary>Years of experience that are asked for; 0 when none are.</summary>
    public required int Years { get; init; }

    /// <summary>True when the fields of the ad say what its text asks for; real ads often leave them empty.</summary>
    public required bool IsStructured { get; init; }

    /// <summary>Swedish local time.</summary>
    public required DateTime Published { get; init; }

    /// <summary>Swedish local time: the last moment it is visible and can be applied for.</summary>
    public required DateTime Deadline { get; init; }
}

/// <summary>On what terms somebody is hired.</summary>
internal enum Hiring
{
    Permanent,
    Substitute,
    OnCall,
    Summer,
    Season,
    Internship,
    Apprenticeship,
    Transfer,
}

/// <summary>A municipality of the region.</summary>
internal sealed record Municipality(
    string Code, string Name, string Region, double Openings, double People, string[] Localities)
{
    public static Municipality[] ReadAll() => Table.Read("municipalities.tsv", row => new Municipality(
        row.Text("scb"),
        row.Text("name"),
        row.Text("region"),
        row.Number("openings"),
        row.Number("people"),
        row.List("localities")));
}
