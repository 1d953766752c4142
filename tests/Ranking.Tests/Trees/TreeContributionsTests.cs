namespace Matching.Ranking.Tests;

public sealed class TreeContributionsTests
{
    private const int Seed = 20261121;

    [Theory]
    [InlineData(6, 12, 4)]
    [InlineData(4, 30, 7)]
    [InlineData(3, 9, 1)]
    [InlineData(20, 2, 3)]
    [InlineData(3, 40, 9)]
    public void Add_SmallTrees_AreTheShapleyValues(int trees, int leaves, int features)
    {
        var random = new RandomTrees(Seed + features);
        var ensemble = random.Ensemble(trees, leaves, features);
        var explained = new TreeContributions(ensemble);

        // One row goes by itself, eight go together, and of ten two are left over.
        foreach (var count in (ReadOnlySpan<int>)[1, 8, 10])
        {
            var rows = Enumerable.Range(0, count).Select(_ => random.Row(features)).ToArray();
            var contributions = new double[count * features];

            explained.Add([.. rows.SelectMany(row => row)], contributions);

            for (var i = 0; i < contributions.Length; i++)
            {
                var (expected, shapley) = BruteForce(ensemble, rows[i / features]);
                Assert.Equal(expected, explained.BaseScore, 1e-12);
                Assert.True(
                    Math.Abs(shapley[i % features] - contributions[i]) < 1e-11,
                    $"Row {i / features} of {count}, feature {i % features}: {contributions[i]:R} for {shapley[i % features]:R}.");
            }
        }
    }

    /// <summary>Trees beside each other in groups, some of them too wide for bins: a page says what its rows say alone.</summary>
    [Theory]
    [InlineData(60, 63, 3)]
    [InlineData(3, 900, 1)]
    [InlineData(7, 40, 12)]
    public void Add_PageOfRows_IsWhatTheRowsSayAlone(int trees, int leaves, int features)
    {
        var random = new RandomTrees(Seed) { PoolSize = 5_000 };
        var explained = new TreeContributions(random.Ensemble(trees, leaves, features));
        foreach (var count in (ReadOnlySpan<int>)[0, 2, 3, 20, 32, 33, 77])
        {
            var rows = Enumerable.Range(0, count).SelectMany(_ => random.Row(features)).ToArray();
            var (page, alone) = (new double[rows.Length], new double[rows.Length]);

            explained.Add(rows, page);

            for (var row = 0; row < count; row++)
            {
                explained.Add(rows.AsSpan(row * features, features), alone.AsSpan(row * features, features));
            }

            Assert.All(page.Zip(alone), pair => Assert.Equal(pair.Second, pair.First, 1e-11));
        }
    }

    [Theory]
    [InlineData(40, 63, 20, 0)]
    [InlineData(5, 300, 60, 0.95)]
    [InlineData(5, 600, 3, 0)]
    [InlineData(2, 1_000, 1, 0)]
    [InlineData(20, 1, 3, 0)]
    public void Add_LargeTrees_AddUpToTheScore(int trees, int leaves, int features, double thinness)
    {
        var random = new RandomTrees(Seed) { Thinness = thinness, PoolSize = 3_000 };
        var ensemble = random.Ensemble(trees, leaves, features);
        var explained = new TreeContributions(ensemble);
        for (var i = 0; i < 50; i++)
        {
            var row = random.Row(features);
            var contributions = new double[features];

            explained.Add(row, contributions);

            Assert.Equal(ensemble.Score(row), explained.BaseScore + contributions.Sum(), 1e-9);
        }
    }

    [Fact]
    public void Add_FeatureThatNoSplitUses_GetsNothing()
    {
        var random = new RandomTrees(Seed);
        var ensemble = new TreeEnsemble(["a", "b", "c"], [random.Tree(20, 2)]);
        var contributions = new double[3];

        new TreeContributions(ensemble).Add(random.Row(3), contributions);

        Assert.Equal(0, contributions[2]);
    }

    [Fact]
    public void Constructor_LeavesWithoutCounts_AreRefused()
    {
        var tree = new Tree
        {
            SplitFeature = [0],
            Threshold = [0],
            DecisionType = [0],
            LeftChild = [~0],
            RightChild = [~1],
            LeafValue = [1, 2],
        };

        Assert.Throws<ArgumentException>(() => new TreeContributions(new TreeEnsemble(["a"], [tree])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(64)]
    public void Quadrature_Polynomials_AreIntegratedExactly(int count)
    {
        var rule = Quadrature.Of(count);

        Assert.All(rule.Points, point => Assert.InRange(point, 0, 1));
        Assert.Equal(rule.Points.Order(), rule.Points);
        for (var degree = 0; degree < 2 * count; degree++)
        {
            var sum = rule.Points.Zip(rule.Weights, (point, weight) => weight * Math.Pow(point, degree)).Sum();
            Assert.Equal(1.0 / (degree + 1), sum, 1e-14);
        }
    }

    /// <summary>Shapley's definition: the weighted mean, over all sets of other features, of what one more adds.</summary>
    private static (double Expected, double[] Values) BruteForce(TreeEnsemble ensemble, float[] row)
    {
        var features = row.Length;
        var worth = new double[1 << features];
        for (var known = 0; known < worth.Length; known++)
        {
            worth[known] = ensemble.Trees.Sum(tree => Worth(tree, row, known, tree.Splits == 0 ? ~0 : 0));
        }

        var values = new double[features];
        for (var i = 0; i < features; i++)
        {
            for (var known = 0; known < worth.Length; known++)
            {
                if ((known >> i & 1) == 0)
                {
                    var size = int.PopCount(known);
                    values[i] += (worth[known | 1 << i] - worth[known])
                        * Factorial(size) * Factorial(features - size - 1) / Factorial(features);
                }
            }
        }

        return (worth[0], values);
    }

    /// <summary>What a tree says of a row of which only some features are known: the mean over both sides elsewhere.</summary>
    private static double Worth(Tree tree, float[] row, int known, int node)
    {
        if (node < 0)
        {
            return tree.LeafValue[~node];
        }

        var (left, right) = (tree.LeftChild[node], tree.RightChild[node]);
        if ((known >> tree.SplitFeature[node] & 1) != 0)
        {
            return Worth(tree, row, known, tree.GoesLeft(node, row[tree.SplitFeature[node]]) ? left : right);
        }

        double ofLeft = Count(tree, left), ofRight = Count(tree, right);
        var share = ofLeft + ofRight > 0 ? ofLeft / (ofLeft + ofRight) : 0.5;
        return share * Worth(tree, row, known, left) + (1 - share) * Worth(tree, row, known, right);
    }

    private static int Count(Tree tree, int node) =>
        node < 0 ? tree.LeafCount[~node] : Count(tree, tree.LeftChild[node]) + Count(tree, tree.RightChild[node]);

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
