using System.Collections.Immutable;
using Matching.Competence;

namespace Matching.Fit;

/// <summary>
/// An opening as matching sees one: compact, immutable, with what the law asks for among its requirements. Concepts
/// belong to the taxonomy it was made with.
/// </summary>
public sealed class Opening
{
    private Opening(OpeningFacts facts, Taxonomy taxonomy)
    {
        Kind = OpeningKinds.Normalized(facts.Kind);
        Occupation = facts.Occupation;
        Group = taxonomy.GroupOf(facts.Occupation);
        Requirements = [.. Demands.Of(facts, Kind, taxonomy)];
        Place = facts.Municipality is { } municipality
            ? new Spot(municipality, facts.Precision == PointPrecision.Locality ? facts.Point : null, taxonomy.Places)
            : null;
        Abroad = facts.Abroad;
        Remote = facts.Remote;
        MinExtentPercent = (byte)Math.Clamp(facts.MinExtentPercent, 0, 100);
        MaxExtentPercent = (byte)(facts.MaxExtentPercent is > 0 and < 100 ? facts.MaxExtentPercent : 100);
        OpenFrom = facts.OpenFrom;
        OpenUntil = facts.OpenUntil;
        Deadline = facts.Deadline;
        Employer = facts.Employer;
    }

    public OpeningKind Kind { get; }

    public Concept Occupation { get; }

    /// <summary>The unit group of the occupation; null where the taxonomy knows none.</summary>
    public Concept? Group { get; }

    /// <summary>
    /// What is asked for, stated, read out of the text or by law; types, weights and levels are all filled in.
    /// </summary>
    public ImmutableArray<Requirement> Requirements { get; }

    /// <summary>Null where the place is not known or abroad.</summary>
    public Spot? Place { get; }

    public bool Abroad { get; }

    public bool Remote { get; }

    public byte MinExtentPercent { get; }

    public byte MaxExtentPercent { get; }

    public DateTimeOffset? OpenFrom { get; }

    public DateTimeOffset? OpenUntil { get; }

    public DateTimeOffset? Deadline { get; }

    /// <summary>A key that is the same for the same employer; never scored.</summary>
    public string Employer { get; }

    public static Opening From(OpeningFacts facts, Taxonomy taxonomy) => new(facts, taxonomy);
}
