namespace Matching.Fit;

/// <summary>How far required driving licences are met.</summary>
internal sealed class MustDrivingLicences : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "must_driving_licences",
        Side = CriterionSide.Requirement,
        Unit = "share of weight",
        Range = "0 none met, 1 all met",
        Missing = "The opening asks for nothing of the sort.",
        Why = "Distances are long here, and many ads mean it; the way to B is shorter than to any other licence.",
    };

    public override float Of(in Comparison comparison) => comparison.DrivingLicences.Mean;

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Requirement is { Must: true, Type: RequirementType.DrivingLicence } requirement
            ? new Part(requirement.Weight, draft.Assessment.Degree)
            : null;
}
