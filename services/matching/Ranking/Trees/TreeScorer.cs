using System.Runtime.CompilerServices;

namespace Matching.Ranking;

/// <summary>
/// Scores rows by an ensemble, fast: to the last bit what <see cref="TreeEnsemble.Score"/> says, one row at a time or
/// many, on any processor. Immutable and safe to share between threads.
/// </summary>
public sealed class TreeScorer
{
    /// <summary>Fewer rows than this are cheaper to score one by one.</summary>
    private const int BlockFrom = 8;

    private readonly Group[] _groups;
    private readonly int _columns;

    public TreeScorer(TreeEnsemble ensemble)
    {
        Ensemble = ensemble;
        _groups = [.. BinnedTrees.Of(ensemble).Select(Group.Of)];
        _columns = _groups.Max(group => (int?)group.Binned?.Table.Columns) ?? 0;
    }

    public TreeEnsemble Ensemble { get; }

    /// <summary>The raw score of a row. Allocates nothing.</summary>
    [SkipLocalsInit]
    public double Score(ReadOnlySpan<float> row)
    {
        if (row.Length != Ensemble.FeatureNames.Length)
        {
            throw new ArgumentException(
                $"A row has {Ensemble.FeatureNames.Length} features, not {row.Length}.", nameof(row));
        }

        Span<int> bins = stackalloc int[BinTable.Padded(_columns)];
        var sum = 0.0;
        foreach (var group in _groups)
        {
            if (group.Walk is { } walk)
            {
                group.Binned!.Table.BinsOfRow(row, bins);
                sum = walk.Add(bins, sum);
            }
            else
            {
                sum = group.AddPlainly(row, sum);
            }
        }

        return sum;
    }

    /// <summary>The raw scores of rows that lie one after the other.</summary>
    public void Score(ReadOnlySpan<float> rows, Span<double> scores)
    {
        var width = Ensemble.FeatureNames.Length;
        if (rows.Length != (long)width * scores.Length)
        {
            throw new ArgumentException(
                $"{scores.Length} rows have {(long)width * scores.Length} values, not {rows.Length}.", nameof(rows));
        }

        using var block = scores.Length < BlockFrom ? null : ScoringBlock.Rent(_columns);
        var at = 0;
        if (block is not null)
        {
            while (scores.Length - at >= BlockFrom)
            {
                var count = Math.Min(BlockWalk.Rows, scores.Length - at);
                ScoreBlock(block, rows.Slice(at * width, count * width), scores.Slice(at, count));
                at += count;
            }
        }

        for (; at < scores.Length; at++)
        {
            scores[at] = Score(rows.Slice(at * width, width));
        }
    }

    private void ScoreBlock(ScoringBlock block, ReadOnlySpan<float> rows, Span<double> scores)
    {
        var width = Ensemble.FeatureNames.Length;
        var sums = block.Sums;
        sums.Clear();
        foreach (var group in _groups)
        {
            if (group.Block is { } walk)
            {
                var table = group.Binned!.Table;
                for (var i = 0; i < table.Columns; i++)
                {
                    table.BinsOfColumn(i, rows, width, block.Bins.Slice(i * BlockWalk.Rows, BlockWalk.Rows));
                }

                walk.Add(block.Bins, block.Room, sums);
            }
            else
            {
                for (var i = 0; i < scores.Length; i++)
                {
                    sums[i] = group.AddPlainly(rows.Slice(i * width, width), sums[i]);
                }
            }
        }

        sums[..scores.Length].CopyTo(scores);
    }

    /// <summary>Trees that follow each other, and the ways in which they can be walked.</summary>
    private sealed record Group(Tree[] Trees, BinnedTrees? Binned, RowWalk? Walk, BlockWalk? Block)
    {
        public static Group Of((Tree[] Trees, BinnedTrees? Group) part) => new(
            part.Trees,
            part.Group,
            part.Group is null ? null : RowWalk.Of(part.Group),
            part.Group is null ? null : BlockWalk.Of(part.Group));

        public double AddPlainly(ReadOnlySpan<float> row, double sum)
        {
            foreach (var tree in Trees)
            {
                sum += tree.LeafValue[tree.LeafOf(row)];
            }

            return sum;
        }
    }
}
