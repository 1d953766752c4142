using System.Diagnostics;

namespace Matching.Ranking;

/// <summary>
/// Learns to rank: gradient-boosted regression trees on LambdaRank's gradients (Burges 2010), over histograms. The same
/// data, options and seed give the same model for any number of threads.
/// </summary>
public sealed class LambdaMart
{
    private const int BlockRows = 1 << 13;

    private readonly RankingDataset _training;
    private readonly RankingDataset? _validation;
    private readonly LambdaMartOptions _options;
    private readonly Workers _workers;
    private readonly PositionRatios? _ratios;
    private readonly LambdaGradients _gradients;
    private readonly PackedGradients _packed;
    private readonly TreeGrower _grower;
    private readonly NdcgMeter? _meter;
    private readonly double[] _scores;
    private readonly double[] _validationScores;
    private readonly Random _queries;

    private LambdaMart(RankingDataset training, RankingDataset? validation, LambdaMartOptions options)
    {
        _training = training;
        _validation = validation;
        _options = options;
        _workers = new Workers(options.Threads);
        _ratios = options.PositionBias is { } bias ? new PositionRatios(training, bias, options, _workers) : null;
        _gradients = new LambdaGradients(training, options, _workers, _ratios);
        _packed = new PackedGradients(training.Rows, _workers);
        _grower = new TreeGrower(training, options, _workers);
        _meter = validation is null ? null : new NdcgMeter(
            validation, NdcgMeter.Gains(validation, _workers), options.EvaluateAt, _workers);
        _scores = InitialScores(training);
        _validationScores = validation is null ? [] : InitialScores(validation);
        _queries = new Random(options.Seed);
    }

    /// <summary>Trains a model.</summary>
    /// <param name="training">What to learn from.</param>
    /// <param name="validation">
    /// What to watch, and to stop by if the options say so; in the bins of the training set
    /// (<see cref="RankingDataset.LoadAlike"/>).
    /// </param>
    /// <param name="options">How.</param>
    /// <param name="prior">
    /// A model to continue from: its trees come first in the answer. Its scores must be the initial scores of the rows.
    /// </param>
    /// <param name="progress">Told after each tree, on the calling thread.</param>
    /// <param name="cancellationToken">Looked at between trees.</param>
    public static TrainingResult Train(
        RankingDataset training,
        RankingDataset? validation,
        LambdaMartOptions options,
        TreeEnsemble? prior,
        Action<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        LambdaMartCheck.Check(training, validation, options, prior);
        return new LambdaMart(training, validation, options).Train(prior, progress, cancellationToken);
    }

    private TrainingResult Train(
        TreeEnsemble? prior, Action<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var trees = new List<Tree>();
        var history = new List<TrainingProgress>();
        var best = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var now = new TrainingProgress(
                trees.Count,
                _gradients.Compute(_scores),
                _meter?.Measure(_validationScores),
                Stopwatch.GetElapsedTime(started));
            history.Add(now);
            progress?.Invoke(now);
            best = now.ValidationNdcg > history[best].ValidationNdcg ? trees.Count : best;
            var stopped = _options.EarlyStoppingTrees > 0 && trees.Count - best >= _options.EarlyStoppingTrees;
            if (trees.Count == _options.Trees || stopped || Grow() is not { } tree)
            {
                break;
            }

            trees.Add(tree);
        }

        var kept = _options.EarlyStoppingTrees > 0 ? best : trees.Count;
        return new TrainingResult(Model(prior, trees.Take(kept)), history)
        {
            Trees = kept,
            ClickRatios = _ratios?.Clicked ?? [],
            SkipRatios = _ratios?.Skipped ?? [],
        };
    }

    /// <summary>Grows a tree and adds it to the scores; null when there is nothing left to split.</summary>
    private Tree? Grow()
    {
        _packed.Pack(_gradients.Gradients, _gradients.Hessians);
        var sampled = _options.QueriesPerTree < 1;
        var rows = sampled ? _grower.Partition.Reset(_training, DrawQueries()) : _grower.Partition.Reset();
        var grown = _grower.Grow(_packed, _gradients.Noise, rows);
        if (grown.Leaves < 2)
        {
            return null;
        }

        if (sampled)
        {
            AddTo(_scores, _training, grown);
        }
        else
        {
            _workers.Run(grown.Leaves, leaf =>
            {
                var value = grown.ValueOf(leaf) * _options.LearningRate;
                var (from, count) = _grower.RowsOf(leaf);
                foreach (var row in _grower.Partition.Rows.AsSpan(from, count))
                {
                    _scores[row] += value;
                }
            });
        }

        if (_validation is not null)
        {
            AddTo(_validationScores, _validation, grown);
        }

        return grown.ToTree(_options.LearningRate);
    }

    private void AddTo(double[] scores, RankingDataset set, GrownTree tree) =>
        _workers.RunBlocks(set.Rows, BlockRows, (from, to) =>
        {
            for (var row = from; row < to; row++)
            {
                scores[row] += tree.ValueOf(tree.LeafOf(set, row)) * _options.LearningRate;
            }
        });

    private int[] DrawQueries()
    {
        var queries = Enumerable.Range(0, _training.Queries).ToArray();
        _queries.Shuffle(queries);
        var drawn = queries[..Math.Max(1, (int)Math.Round(queries.Length * _options.QueriesPerTree))];
        Array.Sort(drawn);
        return drawn;
    }

    private TreeEnsemble Model(TreeEnsemble? prior, IEnumerable<Tree> trees) =>
        new(_training.FeatureNames, [.. prior?.Trees ?? [], .. trees])
        {
            FeatureInfos = [.. _training.Bins.Select(bins => bins.Info())],
            MonotoneConstraints = [.. _options.Monotone.Select(direction => (sbyte)direction)],
            Parameters = LambdaMartCheck.Parameters(_options),
        };

    private static double[] InitialScores(RankingDataset data) =>
        data.InitialScores?.ToArray() ?? new double[data.Rows];
}
