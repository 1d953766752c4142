namespace Matching.Fit;

/// <summary>What an opening offers. The numbers are those of <c>competence.v1.OpeningKind</c>.</summary>
public enum OpeningKind : byte
{
    /// <summary>Counts as a job; no document holds it.</summary>
    Unspecified,
    Job,
    Internship,
    Apprenticeship,

    /// <summary>A placement within an education.</summary>
    Placement,
    Seasonal,
    BusinessTransfer,
}

/// <summary>What holds for kinds of opening.</summary>
internal static class OpeningKinds
{
    public static OpeningKind Normalized(OpeningKind kind) => kind == OpeningKind.Unspecified ? OpeningKind.Job : kind;
}
