using Matching.Interop.Client;

namespace Matching.Interop.Matrix;

/// <summary>Runs every pairing and prints what came of each case: a row for a case, a column for a pairing.</summary>
internal static class MatrixTable
{
    private const int CaseWidth = 28;

    /// <summary>Prints as it goes; true when nothing has failed.</summary>
    public static async Task<bool> PrintAsync(TextWriter output)
    {
        var passed = 0;
        var failed = 0;
        var failures = new List<string>();
        var columns = new List<(Pairing Pairing, IReadOnlyDictionary<string, string?> Outcomes)>();
        foreach (var pairing in Pairing.All)
        {
            if (pairing.Missing is { } missing)
            {
                failures.Add($"{pairing}: not run, {missing}");
                failed++;
                continue;
            }

            var outcomes = await pairing.RunAsync();
            columns.Add((pairing, outcomes));
            passed += outcomes.Values.Count(outcome => outcome is null);
            failed += outcomes.Values.Count(outcome => outcome is not null);
            failures.AddRange(outcomes.Where(outcome => outcome.Value is not null)
                .Select(outcome => $"{pairing}, {outcome.Key}: {outcome.Value}"));
        }

        await PrintAsync(output, "client", columns, pairing => pairing.ClientName);
        await PrintAsync(output, "server", columns, pairing => pairing.ServerName);
        foreach (var name in InteropClient.Cases.Concat(Peers.ReflectionCases))
        {
            await PrintAsync(output, name, columns, (_, outcomes) =>
                !outcomes.TryGetValue(name, out var outcome) ? "n/a" : outcome is null ? "ok" : "FAIL");
        }

        await output.WriteLineAsync();
        foreach (var failure in failures)
        {
            await output.WriteLineAsync(failure);
        }

        await output.WriteLineAsync($"{passed} passed, {failed} failed");
        return failed == 0;
    }

    private static Task PrintAsync(
        TextWriter output,
        string name,
        IEnumerable<(Pairing Pairing, IReadOnlyDictionary<string, string?> Outcomes)> columns,
        Func<Pairing, string> cell) =>
        PrintAsync(output, name, columns, (pairing, _) => cell(pairing));

    private static Task PrintAsync(
        TextWriter output,
        string name,
        IEnumerable<(Pairing Pairing, IReadOnlyDictionary<string, string?> Outcomes)> columns,
        Func<Pairing, IReadOnlyDictionary<string, string?>, string> cell) =>
        output.WriteLineAsync(name.PadRight(CaseWidth) + string.Concat(columns.Select(column =>
            cell(column.Pairing, column.Outcomes).PadRight(WidthOf(column.Pairing)))).TrimEnd());

    private static int WidthOf(Pairing pairing) =>
        Math.Max(pairing.ClientName.Length, pairing.ServerName.Length) + 2;
}
