using System.Collections.Concurrent;
using Matching.Interop.Matrix;

namespace Interop.Tests.Matrix;

/// <summary>Runs each pairing once, when its first case is asked for: a client runs all of its cases in one go.</summary>
public sealed class PairingRuns
{
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyDictionary<string, string?>>>> _runs = new();

    internal async Task<string?> OutcomeAsync(string pairing, string name)
    {
        var run = _runs.GetOrAdd(pairing, key => new(() => Pairing.All.Single(one => one.ToString() == key).RunAsync()));
        return (await run.Value)[name];
    }
}
