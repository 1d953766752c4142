using System.Globalization;
using Matching.Chaos.Faults;
using Matching.Chaos.Load;

namespace Matching.Chaos;

/// <summary>Tells what a run has found, as tables in Markdown.</summary>
internal sealed class Report(Action<string> say)
{
    private const int ExamplesShown = 10;

    public required IReadOnlyList<Fault> Faults { get; init; }

    public required History History { get; init; }

    public required long Retries { get; init; }

    /// <summary>Milliseconds, in order.</summary>
    public required IReadOnlyList<double> Freshness { get; init; }

    public required (int Resources, TimeSpan Took) Resync { get; init; }

    /// <summary>Where indexes differ from the owners.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <returns>Whether all is clear.</returns>
    public bool Tell()
    {
        Say($"\n| fault | times | recovered after s, median | most |\n| --- | --- | --- | --- |");
        foreach (var fault in Faults)
        {
            var sorted = fault.Recoveries.Order().ToArray();
            var (median, most) = sorted.Length == 0 ? (0, 0) : (sorted[sorted.Length / 2], sorted[^1]);
            Say($"| {fault.Name} | {sorted.Length} | {median:0.0} | {most:0.0} |");
        }

        Say($"\n| writes | attempted | acknowledged | found | lost | duplicated | recovered | unexpected |");
        Say($"| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var tally in History.All)
        {
            long[] counts =
            [
                tally.Attempted, tally.Acknowledged, tally.Found, tally.Lost.Count, tally.Duplicated.Count, tally.Recovered,
                tally.Unexpected.Count,
            ];
            Say($"| {tally.Kind} | {string.Join(" | ", counts)} |");
        }

        Say($"\nWhat belonged to people who were erased is not looked for, and must not be there.");
        Say($"Calls that failed and were made again: {Retries}.");
        if (Freshness.Count > 0)
        {
            Say($"Freshness, acknowledged to in every index, without faults, of {Freshness.Count} pushes:");
            Say($"p50 {At(0.5):0.0} ms, p99 {At(0.99):0.0} ms, most {Freshness[^1]:0.0} ms.");
        }

        var seconds = Resync.Took.TotalSeconds;
        Say($"Resync of a replica from nothing, with the start of its process:");
        Say($"{Resync.Resources} resources in {seconds:0.0} s, {Resync.Resources / seconds:0}/s.");
        Say($"Indexes: {Differences.Count} differences from the owners' stores.");
        return Examples();
    }

    private bool Examples()
    {
        var lost = History.All.SelectMany(tally => tally.Lost.Select(what => $"lost: {tally.Kind}: {what}"));
        var doubled = History.All.SelectMany(tally => tally.Duplicated.Select(what => $"doubled: {tally.Kind}: {what}"));
        var odd = History.All.SelectMany(tally => tally.Unexpected.Select(what => $"unexpected: {tally.Kind}: {what}"));
        var wrong = lost.Concat(doubled).Concat(odd).Concat(Differences).ToList();
        foreach (var what in wrong.Take(ExamplesShown))
        {
            Say($"  {what}");
        }

        say(wrong.Count == 0
            ? "All clear: nothing lost, nothing twice, nothing unexpected."
            : $"{wrong.Count} things are wrong.");
        return wrong.Count == 0;
    }

    private double At(double share) => Freshness[Math.Min(Freshness.Count - 1, (int)(Freshness.Count * share))];

    private void Say(FormattableString text) => say(text.ToString(CultureInfo.InvariantCulture));
}
