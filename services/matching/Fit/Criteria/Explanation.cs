using Matching.Competence;

namespace Matching.Fit;

/// <summary>Puts together what is said about a pair.</summary>
internal static class Explanation
{
    public static FitReport Of(
        in Pair pair, float[] features, double score, double baseScore, Span<double> contributions, Phrases phrases)
    {
        var comparison = new Comparison(pair);
        var drafts = Drafts.Of(comparison, features);
        Drafts.Share(comparison, drafts, contributions);
        var (requirement, wish) = FitEngine.Fits(features);
        return new FitReport
        {
            Score = score,
            BaseScore = baseScore,
            RequirementFit = requirement,
            WishFit = wish,
            Features = features,
            Criteria = Criteria(pair, drafts, phrases),
            Gaps = Gaps.Of(pair, drafts, phrases),
            Gates = Gates(pair, phrases),
            Travel = comparison.IsTravelKnown ? comparison.Travel : null,
        };
    }

    private static List<Criterion> Criteria(in Pair pair, List<Draft> drafts, Phrases phrases)
    {
        var criteria = new List<Criterion>();
        foreach (var draft in drafts.OrderByDescending(d => Math.Abs(d.Contribution)))
        {
            criteria.Add(new Criterion
            {
                Type = draft.Type,
                Side = draft.Side,
                Concept = draft.Concept,
                Label = phrases.Label(pair, draft),
                Must = draft.Requirement?.Must,
                Status = draft.Status,
                Degree = draft.Degree,
                Held = phrases.Held(pair, draft),
                Evidence = draft.Assessment.Evidence,
                RequiredLevel = draft.Type == CriterionTypes.Language
                    ? draft.Requirement?.RequiredLevel ?? Cefr.None
                    : Cefr.None,
                HeldLevel = draft.Assessment.HeldLevel,
                Contribution = draft.Contribution,
                Origin = draft.Requirement?.Origin ?? RequirementOrigin.Unspecified,
                Explanation = phrases.Explain(pair, draft),
            });
        }

        return criteria;
    }

    private static List<GateOutcome> Gates(in Pair pair, Phrases phrases)
    {
        var outcomes = new List<GateOutcome>();
        foreach (var gate in Gate.All)
        {
            var passed = gate.Passes(pair);
            var subject = gate.Subject(pair);
            outcomes.Add(new GateOutcome(
                Gate.Code(gate.Type),
                gate.Type,
                passed,
                !passed && gate.IsClosable(pair),
                subject,
                phrases.OfGate(pair, gate.Type, passed, subject)));
        }

        return outcomes;
    }
}
