using Matching.Competence;

namespace Matching.Fit;

/// <summary>A gate that asks for something to be held; closable where one thing is missing.</summary>
internal abstract class HoldingGate : Gate
{
    public override bool Passes(in Pair pair) => CountMissing(pair, out _) == 0;

    public override bool IsClosable(in Pair pair) => CountMissing(pair, out _) == 1;

    public override Concept? Subject(in Pair pair)
    {
        CountMissing(pair, out var subject);
        return subject;
    }

    /// <summary>Whether a requirement is one that the gate asks for.</summary>
    public abstract bool Watches(Opening opening, in Requirement requirement);

    /// <summary>How many are missing, and the first of them, else the first that is asked for.</summary>
    private int CountMissing(in Pair pair, out Concept? subject)
    {
        var missing = 0;
        subject = null;
        foreach (ref readonly var requirement in pair.Opening.Requirements.AsSpan())
        {
            if (!Watches(pair.Opening, requirement))
            {
                continue;
            }

            var isMissing = Assessor.Assess(pair, requirement).Degree < 1;
            subject = (isMissing && missing == 0) || subject is null ? requirement.Concept : subject;
            missing += isMissing ? 1 : 0;
        }

        return missing;
    }
}
