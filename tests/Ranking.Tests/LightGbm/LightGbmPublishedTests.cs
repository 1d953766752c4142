using System.Text;

namespace Matching.Ranking.Tests;

/// <summary>What LightGBM itself wrote, scored and explained.</summary>
public sealed class LightGbmPublishedTests
{
    [SharedDataTheory]
    [InlineData(PublishedModels.Example)]
    [InlineData(PublishedModels.Categorical)]
    public void Score_PublishedModel_IsWhatLightGbmSays(string model)
    {
        var ensemble = PublishedModels.Read(model);
        var scorer = new TreeScorer(ensemble);
        var rows = PublishedModels.Rows(model);
        var expected = PublishedModels.RawScores(model);
        var batch = new double[rows.Length];

        scorer.Score([.. rows.SelectMany(row => row)], batch);

        Assert.Equal(expected.Length, rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            Assert.Equal(expected[i], scorer.Score(rows[i]), 1e-12);
            Assert.Equal(scorer.Score(rows[i]), batch[i]);
        }
    }

    [SharedDataTheory]
    [InlineData(PublishedModels.Example)]
    [InlineData(PublishedModels.Categorical)]
    public void Add_PublishedModel_IsWhatLightGbmSays(string model)
    {
        var ensemble = PublishedModels.Read(model);
        var explained = new TreeContributions(ensemble);
        var rows = PublishedModels.Rows(model);
        var expected = PublishedModels.Contributions(model);

        var all = new double[rows.Sum(row => row.Length)];
        explained.Add([.. rows.SelectMany(row => row)], all);

        for (var i = 0; i < rows.Length; i++)
        {
            var contributions = all[(i * rows[i].Length)..((i + 1) * rows[i].Length)];
            Assert.Equal(expected[i][^1], explained.BaseScore, 1e-12);
            Assert.InRange(contributions.Zip(expected[i], (ours, theirs) => Math.Abs(ours - theirs)).Max(), 0, 1e-12);
            Assert.Equal(ensemble.Score(rows[i]), explained.BaseScore + contributions.Sum(), 1e-12);
        }
    }

    [SharedDataTheory]
    [InlineData(PublishedModels.Example)]
    [InlineData(PublishedModels.Categorical)]
    public void Write_PublishedModel_IsWhatLightGbmWrote(string model)
    {
        var bytes = PublishedModels.Bytes(model);
        using var written = new MemoryStream();

        LightGbmModel.Write(LightGbmModel.Read(new MemoryStream(bytes)), written);

        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(written.ToArray()));
    }

    [SharedDataFact]
    public void Read_PublishedModel_KeepsWhatItWasTrainedWith()
    {
        var ensemble = PublishedModels.Read(PublishedModels.Categorical);

        Assert.Equal("lambdarank", ensemble.Objective);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0], ensemble.MonotoneConstraints.Select(c => (int)c));
        Assert.Contains(new("max_cat_threshold", "32"), ensemble.Parameters);
        Assert.Equal(80, ensemble.Trees.Length);
        Assert.Contains(ensemble.Trees, tree => tree.CategoryBoundaries.Length > 1);
    }

    /// <summary>Cut anywhere before the end, it is refused; nothing is half-read.</summary>
    [SharedDataFact]
    public void Read_CutAnywhere_IsRefusedWithTheLine()
    {
        var bytes = PublishedModels.Bytes(PublishedModels.Categorical);
        var trees = Encoding.UTF8.GetString(bytes).IndexOf("end of trees", StringComparison.Ordinal);
        for (var length = 0; length < trees; length += 997)
        {
            var error = Assert.Throws<ModelFormatException>(() => LightGbmModel.Read(new MemoryStream(bytes[..length])));
            Assert.Matches("^Line [0-9]+: ", error.Message);
        }
    }
}
