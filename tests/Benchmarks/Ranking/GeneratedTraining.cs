using System.Diagnostics;
using Matching.Ranking;

namespace Matching.Benchmarks;

/// <summary>
/// Training on the generated set with the parameters that all libraries were measured with, 63 leaves at a rate of 0.1,
/// two threads: ours, and LightGBM's where it is there.
/// </summary>
internal sealed class GeneratedTraining
{
    public const int Threads = 2;

    private const int Leaves = 63;
    private const double Rate = 0.1;

    private readonly GeneratedSet _set;
    private readonly RankingDataset _data;

    public GeneratedTraining(GeneratedSet set, TextWriter output)
    {
        var started = Stopwatch.GetTimestamp();
        _set = set;
        _data = RankingDataset.Load(
            set.Rows(0, set.TrainingQueries), GeneratedSet.Names, new DatasetOptions { Threads = Threads }, default);
        output.WriteLine($"generated: {_data.Rows} rows in bins after {Seconds(started):F1} s");
    }

    /// <summary>Trains in turn, so that what else the machine does strikes both.</summary>
    public static void Compare(int trees, int rounds, TextWriter output)
    {
        var training = new GeneratedTraining(new GeneratedSet(20_000, 50), output);
        for (var round = 1; round <= rounds; round++)
        {
            var (_, ours) = training.Ours(trees);
            var (peer, theirs) = training.Theirs(trees);
            peer?.Dispose();
            output.WriteLine($"round {round}, {trees} x {Leaves}: ours {ours:F1} s, LightGBM {theirs:F1} s");
        }
    }

    public (TreeEnsemble Model, double Seconds) Ours(int trees)
    {
        var options = new LambdaMartOptions { Trees = trees, Leaves = Leaves, LearningRate = Rate, Threads = Threads };
        var started = Stopwatch.GetTimestamp();
        var model = LambdaMart.Train(_data, null, options, null, null, default).Model;
        return (model, Seconds(started));
    }

    /// <summary>LightGBM's model and seconds, binning left out as in ours; none where it is not there.</summary>
    public (LightGbmPeer? Peer, double Seconds) Theirs(int trees)
    {
        if (LightGbmPeer.Missing is not null)
        {
            return (null, double.NaN);
        }

        var queries = _set.TrainingQueries;
        var rows = queries * _set.RowsPerQuery;
        var peer = LightGbmPeer.Prepare(
            _set.Values[..(rows * GeneratedSet.Features)],
            [.. _set.Labels.Take(rows).Select(label => (float)label)],
            [.. Enumerable.Repeat(_set.RowsPerQuery, queries)],
            FormattableString.Invariant(
                $"objective=lambdarank num_leaves={Leaves} learning_rate={Rate} num_threads={Threads} verbosity=-1"));
        var started = Stopwatch.GetTimestamp();
        peer.Grow(trees);
        return (peer, Seconds(started));
    }

    private static double Seconds(long started) => Stopwatch.GetElapsedTime(started).TotalSeconds;
}
