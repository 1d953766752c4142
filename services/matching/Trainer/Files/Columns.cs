namespace Matching.Trainer;

/// <summary>The names of what a ranking file may hold beside label and features.</summary>
internal static class Columns
{
    /// <summary>The place at which the row was shown, from 1.</summary>
    public const string Position = "position";

    /// <summary>1 where the row was opened, else 0.</summary>
    public const string Click = "click";

    /// <summary>How far it came: 0 nothing, 1 opened, 2 applied, 3 interviewed, 4 hired.</summary>
    public const string Stage = "stage";

    /// <summary>The score by which the row was ranked, which training may start from.</summary>
    public const string Init = "init";

    /// <summary>Simulated data: the expected gain given all that can be observed.</summary>
    public const string Ideal = "ideal";

    /// <summary>Simulated data: what the pair is worth to both, with what nobody can observe.</summary>
    public const string Utility = "utility";

    /// <summary>What a query weighs beside others.</summary>
    public const string Weight = "weight";

    public const string Time = "time";

    /// <summary>Numbers of a row, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Numbers { get; } =
        [Position, Click, Stage, Init, Ideal, Utility, Weight];

    /// <summary>
    /// What quality is told apart by: of the person or opening that was ranked for. <c>group</c> is known of simulated
    /// people only: target groups lie in the audit vault and are in no export.
    /// </summary>
    public static IReadOnlyList<string> Slices { get; } = ["municipality", "field", "group", "direction"];
}
