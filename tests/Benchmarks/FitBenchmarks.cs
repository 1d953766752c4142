using BenchmarkDotNet.Attributes;
using Matching.Fit;
using Matching.Fit.Tests;

namespace Matching.Benchmarks;

/// <summary>What one pair costs on one thread; the figures are per pair.</summary>
[MemoryDiagnoser]
public class FitBenchmarks
{
    private const int Count = 4_096;
    private const int Explained = 64;

    private readonly float[] _features = new float[FitEngine.Features.Count];
    private Candidate[] _candidates = [];
    private Opening[] _openings = [];

    [GlobalSetup]
    public void Setup()
    {
        var pairs = new RandomPairs(20261121);
        _candidates = new Candidate[Count];
        _openings = new Opening[Count];
        for (var i = 0; i < Count; i++)
        {
            var (candidate, opening) = pairs.Next();
            _candidates[i] = World.Candidate(candidate);
            _openings[i] = World.Opening(opening);
        }
    }

    /// <summary>One candidate and all openings, most of them unrelated.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public double ExtractAndScoreOneCandidate()
    {
        var sum = 0.0;
        foreach (var opening in _openings)
        {
            World.Engine.Extract(_candidates[0], opening, World.Now, _features);
            sum += FitEngine.ExpertModel.Score(_features);
        }

        return sum;
    }

    /// <summary>Always another candidate and an opening in the same line of work.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public double ExtractAndScoreRelatedPairs()
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            World.Engine.Extract(_candidates[i], _openings[i], World.Now, _features);
            sum += FitEngine.ExpertModel.Score(_features);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int GatesOneCandidate()
    {
        var failed = 0;
        foreach (var opening in _openings)
        {
            failed += (int)World.Engine.FailedGates(_candidates[0], opening, World.Now, Consents.None);
        }

        return failed;
    }

    [Benchmark(OperationsPerInvoke = Explained)]
    public int Explain()
    {
        var criteria = 0;
        for (var i = 0; i < Explained; i++)
        {
            var report = World.Engine.Explain(
                _candidates[i], _openings[i], FitEngine.ExpertModel, World.Now, Consents.None, Tongue.Swedish);
            criteria += report.Criteria.Count;
        }

        return criteria;
    }
}
