using Matching.Competence;

namespace Matching.Fit;

/// <summary>
/// A condition that a pair passes or fails. It gives a reason and never changes a score. Allocates nothing.
/// </summary>
internal abstract class Gate
{
    /// <summary>All gates, in the order in which they are asked.</summary>
    public static Gate[] All { get; } =
    [
        new ConsentGate(),
        new RightToWorkGate(),
        new NotOpenGate(),
        new KindGate(),
        new ReachGate(),
        new LicenceGate(),
        new DrivingLicenceGate(),
    ];

    public abstract GateType Type { get; }

    public abstract bool Passes(in Pair pair);

    /// <summary>For a pair that fails: true where the candidate can do something about it, one thing at most.</summary>
    public virtual bool IsClosable(in Pair pair) => false;

    /// <summary>What it is about; for a pair that fails: what is missing.</summary>
    public virtual Concept? Subject(in Pair pair) => null;

    /// <summary>The gate's type as it is told: UPPER_SNAKE.</summary>
    public static string Code(GateType type) => type switch
    {
        GateType.Consent => "CONSENT",
        GateType.RightToWork => "RIGHT_TO_WORK",
        GateType.NotOpen => "NOT_OPEN",
        GateType.Kind => "KIND",
        GateType.Reach => "REACH",
        GateType.Licence => "LICENCE",
        _ => "DRIVING_LICENCE",
    };
}
