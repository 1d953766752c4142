using System.Reflection.Emit;
using BenchmarkDotNet.Attributes;
using Matching.Ranking;

namespace Matching.Benchmarks;

/// <summary>
/// Ways of scoring 200 trees of 63 leaves over 40 features on one thread, per row; docs/decisions/tree-scoring.md says
/// what was chosen. Those that are not in the product are for values that are never missing.
/// </summary>
public class ScoringBenchmarks
{
    private const int Count = 512;
    private const int Width = GrownModel.Features;
    private const int Lanes = 8;

    private readonly float[] _rows = GrownModel.Rows(Count);
    private readonly double[] _scores = new double[Count];
    private TreeEnsemble _trees = null!;
    private TreeScorer _scorer = null!;
    private TreeContributions _contributions = null!;
    private Func<float[], int, double>[] _generated = [];
    private Node[] _nodes = [];
    private int[] _depths = [];

    [GlobalSetup]
    public void Setup()
    {
        _trees = GrownModel.Ensemble();
        _scorer = new TreeScorer(_trees);
        _contributions = new TreeContributions(_trees);
        _generated = [.. _trees.Trees.Select(Generate)];
        _nodes = [.. _trees.Trees.SelectMany(Flat)];
        _depths = [.. _trees.Trees.Select(tree => Depth(tree, 0))];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public double PlainWalk()
    {
        var sum = 0.0;
        for (var row = 0; row < Count; row++)
        {
            sum += _trees.Score(_rows.AsSpan(row * Width, Width));
        }

        return sum;
    }

    /// <summary>Every tree compiled to nested comparisons.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public double GeneratedCode()
    {
        var sum = 0.0;
        for (var row = 0; row < Count; row++)
        {
            foreach (var tree in _generated)
            {
                sum += tree(_rows, row * Width);
            }
        }

        return sum;
    }

    /// <summary>Eight rows at a time down one tree of singles, without branches.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public double InterleavedRows()
    {
        var sum = 0.0;
        Span<int> at = stackalloc int[Lanes];
        for (var first = 0; first < Count; first += Lanes)
        {
            var root = 0;
            for (var tree = 0; tree < _depths.Length; tree++)
            {
                at.Fill(root);
                for (var depth = _depths[tree]; depth > 0; depth--)
                {
                    for (var lane = 0; lane < Lanes; lane++)
                    {
                        ref var node = ref _nodes[at[lane]];
                        at[lane] += node.Step + (_rows[(first + lane) * Width + node.Feature] > node.Threshold ? 1 : 0);
                    }
                }

                foreach (var leaf in at)
                {
                    sum += _nodes[leaf].Value;
                }

                root += 2 * _trees.Trees[tree].Leaves - 1;
            }
        }

        return sum;
    }

    /// <summary>The product's way for one row.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public double OneRow()
    {
        var sum = 0.0;
        for (var row = 0; row < Count; row++)
        {
            sum += _scorer.Score(_rows.AsSpan(row * Width, Width));
        }

        return sum;
    }

    /// <summary>The product's way for many.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public double Batch()
    {
        _scorer.Score(_rows, _scores);
        return _scores[0];
    }

    /// <summary>Pages of 20 rows explained; per row.</summary>
    [Benchmark(OperationsPerInvoke = 20)]
    public double Contributions()
    {
        var contributions = new double[20 * Width];
        _contributions.Add(_rows.AsSpan(0, contributions.Length), contributions);
        return contributions[0];
    }

    private static Func<float[], int, double> Generate(Tree tree)
    {
        var method = new DynamicMethod("Tree", typeof(double), [typeof(float[]), typeof(int)]);
        Emit(method.GetILGenerator(), tree, 0);
        return method.CreateDelegate<Func<float[], int, double>>();
    }

    private static void Emit(ILGenerator code, Tree tree, int node)
    {
        if (node < 0)
        {
            code.Emit(OpCodes.Ldc_R8, tree.LeafValue[~node]);
            code.Emit(OpCodes.Ret);
            return;
        }

        var right = code.DefineLabel();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Ldc_I4, tree.SplitFeature[node]);
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Ldelem_R4);
        code.Emit(OpCodes.Ldc_R4, (float)tree.Threshold[node]);
        code.Emit(OpCodes.Bgt_Un, right);
        Emit(code, tree, tree.LeftChild[node]);
        code.MarkLabel(right);
        Emit(code, tree, tree.RightChild[node]);
    }

    private static int Depth(Tree tree, int node) =>
        node < 0 ? 0 : 1 + Math.Max(Depth(tree, tree.LeftChild[node]), Depth(tree, tree.RightChild[node]));

    /// <summary>Level by level, siblings side by side; a leaf steps onto itself.</summary>
    private static List<Node> Flat(Tree tree)
    {
        var nodes = new List<Node>();
        var level = new Queue<int>([0]);
        var behind = 1;
        while (level.TryDequeue(out var node))
        {
            if (node < 0)
            {
                nodes.Add(new Node(float.PositiveInfinity, 0, 0, tree.LeafValue[~node]));
                continue;
            }

            nodes.Add(new Node((float)tree.Threshold[node], tree.SplitFeature[node], behind - nodes.Count, 0));
            behind += 2;
            level.Enqueue(tree.LeftChild[node]);
            level.Enqueue(tree.RightChild[node]);
        }

        return nodes;
    }

    private readonly record struct Node(float Threshold, int Feature, int Step, double Value);
}
