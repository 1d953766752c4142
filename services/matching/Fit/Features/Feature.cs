namespace Matching.Fit;

/// <summary>
/// One number that ranking may look at. A feature is read from facts that are allowed to count, measures 0 to 1 and
/// never falls when the candidate meets more or proves it better.
/// </summary>
internal abstract class Feature
{
    public abstract FeatureInfo Info { get; }

    /// <summary>
    /// The value; NaN where not asked or not known. Whether a requirement is asked depends on the opening alone.
    /// </summary>
    public abstract float Of(in Comparison comparison);

    /// <summary>
    /// The part that a criterion has in the feature, which is the weighted mean of its parts; null where it has none.
    /// </summary>
    public abstract Part? PartOf(in Comparison comparison, Draft draft);
}

/// <summary>A criterion's part in a feature.</summary>
internal readonly record struct Part(double Weight, double Value);
