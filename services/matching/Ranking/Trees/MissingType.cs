namespace Matching.Ranking;

/// <summary>What a split treats as missing; the numbers are those of bits 2 and 3 of a decision type.</summary>
public enum MissingType
{
    /// <summary>Nothing: NaN counts as 0.</summary>
    None,

    /// <summary>NaN, and what is nearer to 0 than <see cref="Tree.ZeroThreshold"/>.</summary>
    Zero,

    /// <summary>NaN alone.</summary>
    NaN,
}
