namespace Matching.Ranking.Tests;

public sealed class MonotoneTests
{
    /// <summary>
    /// Along every constrained feature, through every value that any tree asks about, with all else fixed at random,
    /// the score never goes the wrong way: not by a bit.
    /// </summary>
    [Theory, Seeds(6)]
    public void Train_Constrained_HoldsForTheWholeModel(int seed)
    {
        int[] monotone = [1, -1, 0, 1, -1, 0, 0, 1, 0, 0];
        var model = LambdaMart.Train(
            GeneratedRows.Load(GeneratedRows.Of(seed, 60)),
            null,
            new LambdaMartOptions
            {
                Trees = 40,
                Leaves = 20,
                MinRowsPerLeaf = 3,
                Monotone = monotone,
                L1 = seed % 2 * 0.01,
                QueriesPerTree = seed % 3 == 0 ? 0.7 : 1,
            },
            null, null, default).Model;

        var random = new Random(seed);
        for (var i = 0; i < 100; i++)
        {
            var row = Enumerable.Range(0, GeneratedRows.Features)
                .Select(_ => random.Next(10) == 0 ? float.NaN : random.NextSingle()).ToArray();
            row[2] = random.Next(GeneratedRows.Categories);
            foreach (var feature in Enumerable.Range(0, monotone.Length).Where(f => monotone[f] != 0))
            {
                var scores = Steps(model, feature).Select(value => model.Score(With(row, feature, value))).ToArray();
                for (var step = 1; step < scores.Length; step++)
                {
                    Assert.True(monotone[feature] * (scores[step] - scores[step - 1]) >= 0);
                }
            }
        }

        // The constraints are of use only if the features are used at all.
        Assert.Contains(model.Trees, tree => tree.SplitFeature.Contains(0));
    }

    private static IEnumerable<float> Steps(TreeEnsemble model, int feature) => model.Trees
        .SelectMany(tree => tree.SplitFeature.Zip(tree.Threshold).Where(split => split.First == feature))
        .SelectMany(split => new[] { (float)split.Second, float.BitIncrement((float)split.Second) })
        .Concat([-1f, 2f])
        .Distinct().Order();

    private static float[] With(float[] row, int feature, float value)
    {
        var other = row.ToArray();
        other[feature] = value;
        return other;
    }
}
