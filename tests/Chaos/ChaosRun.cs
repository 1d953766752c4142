using System.Diagnostics;
using Grpc.Core;
using Matching.Chaos.Check;
using Matching.Chaos.Faults;
using Matching.Chaos.Load;
using Matching.Competence;
using Matching.Suite.Demo;

namespace Matching.Chaos;

/// <summary>
/// One run: set the stage, measure it whole, break one thing after another under load, make all whole, and check what
/// is there against what was acknowledged.
/// </summary>
internal sealed class ChaosRun
{
    private readonly ChaosOptions _options;
    private readonly Random _random;
    private readonly History _history = new();
    private readonly Stage _stage;
    private readonly GoodClient _prober;
    private readonly Freshness _freshness;
    private readonly List<Worker> _workers;
    private readonly IReadOnlyList<Fault> _faults;

    private ChaosRun(ChaosOptions options, Stage stage, Material material)
    {
        _options = options;
        _stage = stage;
        _random = new Random(options.Seed);
        _prober = new GoodClient(new Random(options.Seed - 1), _history.Reads.Surprise);
        _freshness = new Freshness(stage, material, new Random(options.Seed - 2));

        // The last one imports when a fault asks it to.
        _workers = [.. Enumerable.Range(0, options.Workers + 1)
            .Select(number => new Worker(number, options.Seed, stage.Fleet.Gateway.Channel, material, _history))];
        _faults = [.. FaultList.All(stage, _workers[^1]).Where(fault => options.Only?.Contains(fault.Name) ?? true)];
    }

    /// <summary>Answers whether nothing was lost, doubled or unexpected, and every index equal.</summary>
    public static async Task<bool> RunAsync(ChaosOptions options, CancellationToken cancellationToken)
    {
        options.Say($"Seed {options.Seed}.");
        var taxonomy = Taxonomy.Load(null);
        await using var stage = await Stage.SetAsync(options, cancellationToken);
        if (options.FillsRegion)
        {
            await FillAsync(stage, taxonomy, cancellationToken);
        }

        var material = new Material(taxonomy, TimeProvider.System.GetUtcNow(), options.Seed);
        var isClear = await new ChaosRun(options, stage, material).RunAsync(cancellationToken);
        stage.IsSuspect = !isClear;
        return isClear;
    }

    private static async Task FillAsync(Stage stage, Taxonomy taxonomy, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("matching-chaos-fill-").FullName;
        using var filling = new DemoFilling(
            new DemoTargets(stage.Fleet.Profile.Grpc, stage.Fleet.Vacancy.Grpc, stage.Fleet.Matching[0].Grpc),
            taxonomy,
            TimeProvider.System,
            directory);
        await filling.FillAsync(cancellationToken);
        Directory.Delete(directory, recursive: true);
    }

    private async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var fresh = await _freshness.MeasureAsync(_options.FreshnessSamples, _prober, cancellationToken);
        await UnderLoadAsync(cancellationToken);

        foreach (var server in _stage.Fleet.Servers)
        {
            await server.StartAsync(cancellationToken);
        }

        await new Checker(_stage, _history).CheckAsync(cancellationToken);
        var indexes = new IndexCheck(_stage, _history);
        var differences = await indexes.CompareAsync(cancellationToken);
        var aside = await _stage.Poison.MissingAsync(cancellationToken);
        var resync = await ResyncAsync(cancellationToken);
        return new Report(_options.Say)
        {
            Faults = _faults,
            History = _history,
            Retries = _workers.Sum(worker => worker.Retries),
            Freshness = fresh,
            Resync = (indexes.Resources, resync),
            Differences = [.. differences, .. aside],
        }.Tell();
    }

    /// <summary>Each fault once, in an order of the seed's, and then any of them until the time is over.</summary>
    private async Task UnderLoadAsync(CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = Task.WhenAll(_workers.Take(_options.Workers).Select(worker => worker.RunAsync(end.Token)));
        var order = _faults.ToArray();
        _random.Shuffle(order);
        for (var turn = 0; turn < order.Length || Stopwatch.GetElapsedTime(begun) < _options.Duration; turn++)
        {
            var fault = turn < order.Length ? order[turn] : order[_random.Next(order.Length)];
            await BreakAsync(fault, Stopwatch.GetElapsedTime(begun), cancellationToken);
        }

        await end.CancelAsync();
        await load;
    }

    private async Task BreakAsync(Fault fault, TimeSpan at, CancellationToken cancellationToken)
    {
        // At any moment of the load.
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(500)), TimeProvider.System, cancellationToken);
        await fault.BreakAsync(_random, cancellationToken);
        await Task.Delay(fault.LastsAtMost * (0.5 + (_random.NextDouble() / 2)), TimeProvider.System, cancellationToken);
        var mending = Stopwatch.GetTimestamp();
        await fault.MendAsync(cancellationToken);
        try
        {
            await _freshness.ProbeAsync(_prober, cancellationToken);
            fault.Add(Stopwatch.GetElapsedTime(mending));
            _options.Say($"  at {at.TotalSeconds,4:0} s  {fault.Name,-52} recovered in {fault.Recoveries[^1]:0.0} s");
        }
        catch (Exception error) when (
            !cancellationToken.IsCancellationRequested && error is (OperationCanceledException or RpcException))
        {
            _history.Reads.Surprise($"{fault.Name}: not recovered. {error.Message}");
        }
    }

    /// <summary>How long a replica takes from nothing until it is ready.</summary>
    private async Task<TimeSpan> ResyncAsync(CancellationToken cancellationToken)
    {
        var replica = _stage.Fleet.Matching[^1];
        await replica.KillAsync();
        var begun = Stopwatch.GetTimestamp();
        await replica.StartAsync(cancellationToken);
        return Stopwatch.GetElapsedTime(begun);
    }
}
