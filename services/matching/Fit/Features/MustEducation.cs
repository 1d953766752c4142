namespace Matching.Fit;

/// <summary>How far required levels and fields of education are met.</summary>
internal sealed class MustEducation : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "must_education",
        Side = CriterionSide.Requirement,
        Unit = "share of weight",
        Range = "0 none met, 1 all met",
        Missing = "The opening asks for nothing of the sort.",
        Why = "Formal demands of schools, health care and authorities; elsewhere experience outweighs it.",
    };

    public override float Of(in Comparison comparison) => comparison.Education.Mean;

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Requirement is
        {
            Must: true, Type: RequirementType.EducationLevel or RequirementType.EducationField
        } requirement
            ? new Part(requirement.Weight, draft.Assessment.Degree)
            : null;
}
