namespace Matching.Fit;

/// <summary>
/// How well a fact is supported. A stronger evidence never counts for less than a weaker one. The numbers are those of
/// <c>competence.v1.Evidence</c>.
/// </summary>
public enum Evidence : byte
{
    /// <summary>Counts as <see cref="SelfDeclared"/>; no document holds it.</summary>
    Unspecified,

    /// <summary>Found in free text by the engine.</summary>
    Extracted,

    /// <summary>The person says so.</summary>
    SelfDeclared,

    /// <summary>A diploma or course certificate says so.</summary>
    Education,

    /// <summary>An employer vouches for it.</summary>
    Employer,

    /// <summary>An assessor has validated it.</summary>
    Validated,
}
