namespace Matching.Fit;

/// <summary>The gates, in the order in which they are asked.</summary>
public enum GateType : byte
{
    /// <summary>The candidate agrees to what the answer is for.</summary>
    Consent,

    /// <summary>The candidate may work in Sweden, or has not said.</summary>
    RightToWork,

    /// <summary>The opening is open.</summary>
    NotOpen,

    /// <summary>The opening is of a kind that the candidate wants.</summary>
    Kind,

    /// <summary>The work lies where the candidate would live, or within the travel the candidate wants.</summary>
    Reach,

    /// <summary>The candidate holds the licences that the law asks for.</summary>
    Licence,

    /// <summary>The candidate holds the driving licence that the work itself consists of.</summary>
    DrivingLicence,
}

/// <summary>A set of gates.</summary>
[Flags]
public enum GateTypes : byte
{
    None = 0,
    Consent = 1 << GateType.Consent,
    RightToWork = 1 << GateType.RightToWork,
    NotOpen = 1 << GateType.NotOpen,
    Kind = 1 << GateType.Kind,
    Reach = 1 << GateType.Reach,
    Licence = 1 << GateType.Licence,
    DrivingLicence = 1 << GateType.DrivingLicence,
}
