namespace Matching.Fit;

/// <summary>What all features of a pair are read from: every requirement assessed once and summed up by type.</summary>
internal readonly ref struct Comparison
{
    /// <summary>What a merit's support weighs beside that of a requirement.</summary>
    public const float MeritShare = 0.5f;

    public Comparison(in Pair pair)
    {
        Pair = pair;
        Occupation = Assessor.Occupation(pair);
        Weakest = float.NaN;
        foreach (ref readonly var requirement in pair.Opening.Requirements.AsSpan())
        {
            var assessment = Assessor.Assess(pair, requirement);
            var weight = requirement.Weight;
            AsksSkills |= requirement.Type == RequirementType.Skill;
            Margin.Add(weight, assessment.Margin, counts: requirement.DesiredLevel > requirement.RequiredLevel
                && requirement.Type == RequirementType.Language);
            Support.Add(requirement.Must ? weight : weight * MeritShare, assessment.Support);
            if (!requirement.Must)
            {
                Merits.Add(weight, assessment.Degree);
                continue;
            }

            // Written so that the first one replaces NaN.
            Weakest = assessment.Degree >= Weakest ? Weakest : assessment.Degree;
            switch (requirement.Type)
            {
                case RequirementType.Experience:
                    Experience.Add(weight, assessment.Degree);
                    break;
                case RequirementType.Language:
                    Languages.Add(weight, assessment.Degree);
                    break;
                case RequirementType.DrivingLicence:
                    DrivingLicences.Add(weight, assessment.Degree);
                    break;
                case RequirementType.Licence:
                    Licences.Add(weight, assessment.Degree);
                    break;
                case RequirementType.EducationLevel or RequirementType.EducationField:
                    Education.Add(weight, assessment.Degree);
                    break;
                default:
                    Skills.Add(weight, assessment.Degree);
                    break;
            }
        }

        IsTravelKnown = pair.Engine.Roads.TryTravel(pair.Candidate, pair.Opening, out Travel);
    }

    public readonly Pair Pair;
    public readonly Assessment Occupation;
    public readonly Tally Experience;
    public readonly Tally Skills;
    public readonly Tally Languages;
    public readonly Tally DrivingLicences;
    public readonly Tally Licences;
    public readonly Tally Education;
    public readonly Tally Merits;
    public readonly Tally Support;
    public readonly Tally Margin;

    /// <summary>The degree of the requirement that is met least; NaN where nothing is required.</summary>
    public readonly float Weakest;

    /// <summary>The ad names skills, as requirements or as merits.</summary>
    public readonly bool AsksSkills;

    public readonly bool IsTravelKnown;
    public readonly Travel Travel;
}

/// <summary>A weighted mean in the making.</summary>
internal struct Tally
{
    private float _weight;
    private float _sum;

    /// <summary>NaN where nothing was added.</summary>
    public readonly float Mean => _weight > 0 ? _sum / _weight : float.NaN;

    public void Add(float weight, float value, bool counts = true)
    {
        if (counts)
        {
            _weight += weight;
            _sum += weight * value;
        }
    }
}
