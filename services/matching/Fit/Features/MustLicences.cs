namespace Matching.Fit;

/// <summary>How far required licences to practise and certificates are met.</summary>
internal sealed class MustLicences : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "must_licences",
        Side = CriterionSide.Requirement,
        Unit = "share of weight",
        Range = "0 none met, 1 all met",
        Missing = "The opening asks for nothing of the sort.",
        Why = "Held or not, and valid on the day; most take long to get.",
    };

    public override float Of(in Comparison comparison) => comparison.Licences.Mean;

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Requirement is { Must: true, Type: RequirementType.Licence } requirement
            ? new Part(requirement.Weight, draft.Assessment.Degree)
            : null;
}
