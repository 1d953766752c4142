using Matching.Competence;

namespace Matching.Fit;

/// <summary>How far a candidate meets one thing that is asked for.</summary>
internal struct Assessment
{
    /// <summary>0 to 1. More of anything never lowers it.</summary>
    public float Degree;

    /// <summary>
    /// 0 to 1: the degree, discounted by how well what is held is supported. Stronger evidence never lowers it.
    /// </summary>
    public float Support;

    /// <summary>
    /// For a language: how much of the way from the required to the desired level is covered, 0 to 1.
    /// </summary>
    public float Margin;

    /// <summary>Something of the sort is stated, though perhaps not this.</summary>
    public bool Stated;

    /// <summary>What meets it best; null where nothing does.</summary>
    public Concept? Held;

    public Evidence Evidence;

    /// <summary>For a language: the best level.</summary>
    public Cefr HeldLevel;

    /// <summary>For experience: years, weighted by how related they are.</summary>
    public float Years;

    /// <summary>Takes a fact into account.</summary>
    public void Add(Concept held, float degree, Evidence evidence)
    {
        var support = degree * Strength.Of(evidence);
        if (degree > Degree || (degree == Degree && degree > 0 && evidence > Evidence))
        {
            Degree = degree;
            Held = held;
            Evidence = evidence;
        }

        Support = Math.Max(Support, support);
    }
}

/// <summary>What an evidence is worth.</summary>
internal static class Strength
{
    /// <summary>0 to 1, rising with the evidence.</summary>
    public static float Of(Evidence evidence) => evidence switch
    {
        Evidence.Validated => 1f,
        Evidence.Employer => 0.85f,
        Evidence.Education => 0.75f,
        Evidence.Extracted => 0.4f,
        _ => 0.55f,
    };
}
