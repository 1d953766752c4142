using System.Text;
using Matching.Benchmarks;

namespace Matching.Ranking.Tests;

/// <summary>LightGBM itself reads what is written here, and the other way round.</summary>
public sealed class LightGbmPeerTests
{
    /// <summary>Categories, what is not known, and directions: all of it goes over.</summary>
    [LightGbmFact]
    public void TrainedModel_InLightGbm_ScoresAndExplainsAlike()
    {
        var model = LambdaMart.Train(
            GeneratedRows.Load(GeneratedRows.Of(1, 100)),
            null,
            new LambdaMartOptions
            {
                Trees = 50,
                Leaves = 20,
                MinRowsPerLeaf = 5,
                Monotone = [1, -1, 0, 0, 0, 0, 0, 0, 0, 0],
            },
            null, null, default).Model;
        Assert.Contains(model.Trees, tree => tree.DecisionType.Any(type => (type & Tree.Categorical) != 0));
        using var peer = LightGbmPeer.Load(Written(model), GeneratedRows.Features);

        AreAlike(model, peer, RowsWithGaps());
    }

    [LightGbmFact]
    public void LightGbmsModel_Here_ScoresAndExplainsAlike()
    {
        var rows = GeneratedRows.Of(1, 100);
        using var peer = LightGbmPeer.Prepare(
            [.. rows.SelectMany(row => row.Features.ToArray())],
            [.. rows.Select(row => row.Label)],
            [.. rows.GroupBy(row => row.Query).Select(query => query.Count())],
            "objective=lambdarank num_leaves=20 min_data_in_leaf=5 categorical_feature=2 num_threads=2 verbosity=-1 "
            + "monotone_constraints=1,-1,0,0,0,0,0,0,0,0");
        peer.Grow(50);
        var text = peer.Text();

        var model = LightGbmModel.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(50, model.Trees.Length);
        Assert.Contains(model.Trees, tree => tree.DecisionType.Any(type => (type & Tree.Categorical) != 0));
        AreAlike(model, peer, RowsWithGaps());
    }

    /// <summary>Rows that were not learned from; what is not known may be any feature.</summary>
    private static float[] RowsWithGaps()
    {
        var random = new Random(2);
        var rows = GeneratedRows.Of(2, 50).SelectMany(row => row.Features.ToArray()).ToArray();
        foreach (ref var value in rows.AsSpan())
        {
            value = random.Next(20) == 0 ? float.NaN : value;
        }

        return rows;
    }

    private static void AreAlike(TreeEnsemble model, LightGbmPeer peer, float[] rows)
    {
        const int Width = GeneratedRows.Features;
        var count = rows.Length / Width;
        var contributions = new TreeContributions(model);
        var parts = new double[rows.Length];
        contributions.Add(rows, parts);
        var (scores, theirs) = (peer.Scores(rows), peer.Contributions(rows));
        for (var i = 0; i < count; i++)
        {
            var row = rows.AsSpan(i * Width, Width);
            Assert.Equal(scores[i], model.Score(row), 1e-6);
            Assert.Equal(scores[i], peer.Score(row), 1e-6);
            Assert.Equal(theirs[(i * (Width + 1)) + Width], contributions.BaseScore, 1e-6);
            for (var j = 0; j < Width; j++)
            {
                Assert.Equal(theirs[(i * (Width + 1)) + j], parts[(i * Width) + j], 1e-6);
            }
        }
    }

    private static string Written(TreeEnsemble model)
    {
        using var stream = new MemoryStream();
        LightGbmModel.Write(model, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

/// <summary>A test beside LightGBM; skipped, saying so, where its native library does not load.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LightGbmFactAttribute : FactAttribute
{
    public LightGbmFactAttribute() => Skip = LightGbmPeer.Missing;
}
