namespace Matching.Chaos.Faults;

/// <summary>Something that breaks, and how it is made whole.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="BreakAsync">Breaks it.</param>
/// <param name="MendAsync">Makes it whole, and returns when it is to come back by itself from there on.</param>
/// <param name="LastsAtMost">How long it stays broken, at most.</param>
internal sealed record Fault(
    string Name, Func<Random, CancellationToken, Task> BreakAsync, Func<CancellationToken, Task> MendAsync, TimeSpan LastsAtMost)
{
    private readonly List<double> _seconds = [];

    /// <summary>Seconds from the mending until everything worked, of each time.</summary>
    public IReadOnlyList<double> Recoveries => _seconds;

    public void Add(TimeSpan recovery) => _seconds.Add(recovery.TotalSeconds);
}
