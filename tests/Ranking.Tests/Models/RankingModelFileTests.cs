using System.Text;

namespace Matching.Ranking.Tests;

public sealed class RankingModelFileTests
{
    private static readonly ExpertModel Prior = new("expert-9", [new("a", 10, 0.5), new("b", -4, 0.25), new("c", 3, 0)]);

    /// <summary>The form of the file changes only together with its version: old files must stay readable.</summary>
    [Fact]
    public void Write_SmallModel_IsTheGoldenFile()
    {
        var path = Path.Combine(SharedData.RepositoryRoot, "tests", "Ranking.Tests", "Models", "model.golden.txt");
        var written = Written(Small());
        Assert.Equal(File.ReadAllText(path), written);
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSameModel()
    {
        var file = Small();

        var back = Read(Written(file));

        Assert.Equal(Written(file), Written(back));
        Assert.Equal(file.Header.Calibration!.Probability(1.25), back.Header.Calibration!.Probability(1.25));
        Assert.Equal(file.Header.Created, back.Header.Created);
        var random = new RandomTrees(3);
        for (var i = 0; i < 50; i++)
        {
            var row = random.Row(3);
            Assert.Equal(file.Trees.Score(row), back.Trees.Score(row));
        }
    }

    [Fact]
    public void Read_AnyByteChangedOrCut_IsRefused()
    {
        var bytes = Encoding.UTF8.GetBytes(Written(Small()));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            Assert.Throws<ModelFormatException>(() => RankingModelFile.Read(new MemoryStream(changed)));
            Assert.Throws<ModelFormatException>(() => RankingModelFile.Read(new MemoryStream(bytes[..i])));
        }
    }

    [Theory]
    [InlineData("ranking-model 1", "ranking-model 2", "Line 1: 'matching-ranking-model 1' should stand here")]
    [InlineData("\"seed\": 7", "\"seed\": \"x\"", "Line 28: the header cannot be read")]
    [InlineData("\"seed\": 7", "\"seeds\": 7", "Line 28: the header cannot be read")]
    [InlineData("\"points_per_raw\": 12.5", "\"points_per_raw\": 0", "Line 3: points_per_raw is 0")]
    [InlineData("\"points_per_raw\": 12.5", "\"points_per_raw\": 1e999", "Line 3: points_per_raw is ")]
    [InlineData("\"points_per_raw\": 12.5", "\"points_per_raw\": NaN", "Line 11: the header cannot be read")]
    [InlineData("\"model\": \"trees-1\"", "\"model\": \"../trees\"", "Line 3: '../trees' is no name of a model")]
    [InlineData("0.125,", "0.975,", "the calibration cannot be used")]
    [InlineData("\"ndcg@10\": 0.75", "\"ndcg@10\": 1e999", "Line 3: the metric ndcg@10 is not a finite number")]
    [InlineData("feature_names=a b c", "feature_names=a c b", "the trees' features are not the header's: feature 1 is 'c' and should be 'b'")]
    [InlineData("\"1.2.3\"", "\"1.2.4\"", "Line 2: the checksum is not that of what follows")]
    public void Read_BrokenFile_IsRefusedWithTheLine(string old, string broken, string message)
    {
        var text = Written(Small());
        Assert.Contains(old, text, StringComparison.Ordinal);

        var error = Assert.Throws<ModelFormatException>(() => Read(text.Replace(old, broken, StringComparison.Ordinal)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToModel_OtherFeaturesOrPrior_IsRefusedByName()
    {
        var file = Small();

        var other = Assert.Throws<ArgumentException>(() => file.ToModel(["a", "x", "c"], Prior));
        Assert.StartsWith("trees-1 takes other features: feature 1 is 'b' and should be 'x'.", other.Message, StringComparison.Ordinal);
        var fewer = Assert.Throws<ArgumentException>(() => file.ToModel(["a", "b"], Prior));
        Assert.Contains("feature 2, 'c', is one too many.", fewer.Message, StringComparison.Ordinal);
        var more = Assert.Throws<ArgumentException>(() => file.ToModel(["a", "b", "c", "d"], Prior));
        Assert.Contains("feature 3, 'd', is missing.", more.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => file.ToModel(["a", "b", "c"], null));
        Assert.Throws<ArgumentException>(() => file.ToModel(["a", "b", "c"], new ExpertModel("expert-8", Prior.Weights)));
    }

    [Fact]
    public void Score_PriorAndTrees_AddUpInPoints()
    {
        var file = Small();
        var model = file.ToModel(["a", "b", "c"], Prior);
        var random = new RandomTrees(5);
        var rows = Enumerable.Range(0, 100).Select(_ => random.Row(3)).Where(row => row.All(x => !float.IsInfinity(x) && Math.Abs(x) < 1e6)).ToList();
        var scores = new double[rows.Count];
        model.ScoreRows([.. rows.SelectMany(row => row)], scores);
        var (contributions, ofPage, ofPageScores) = (new double[3], new double[3 * rows.Count], new double[rows.Count]);
        model.ScoreRows([.. rows.SelectMany(row => row)], ofPageScores, ofPage);
        foreach (var (i, row) in rows.Index())
        {
            var score = model.Score(row, contributions);

            Assert.Equal(Prior.Score(row) + 12.5 * file.Trees.Score(row), score);
            Assert.Equal(model.Score(row), score);
            Assert.Equal(scores[i], score);
            Assert.Equal(score, model.BaseScore + contributions.Sum(), 1e-9);
            Assert.Equal(score, ofPageScores[i]);
            Assert.All(contributions.Index(), part => Assert.Equal(part.Item, ofPage[(3 * i) + part.Index], 1e-9));
        }

        Assert.Equal(0.125, model.Probability(-3));
    }

    [Fact]
    public void Constructor_PriorOfOtherFeatures_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new TrainedModel("m", new TreeEnsemble(["a", "b"], []), Prior));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainedModel("m", new TreeEnsemble(["a"], []), null, 0));
        Assert.Equal(0, new TrainedModel("m", new TreeEnsemble(["a"], [])).Score([1]));
    }

    private static RankingModelFile Small() => new(
        new RankingModelHeader
        {
            Model = "trees-1",
            FeatureNames = ["a", "b", "c"],
            Prior = Prior.Name,
            PointsPerRaw = 12.5,
            Calibration = new IsotonicCalibration([0, 2.5], [0.125, 0.5]),
            Metrics = System.Collections.Immutable.ImmutableSortedDictionary<string, double>.Empty.Add("ndcg@10", 0.75),
            DataHash = "sha256:0123",
            CodeVersion = "1.2.3",
            Seed = 7,
            Created = new DateTimeOffset(2026, 11, 21, 20, 30, 0, TimeSpan.Zero),
        },
        new TreeEnsemble(["a", "b", "c"], new RandomTrees(1).Ensemble(2, 4, 3).Trees));

    private static RankingModelFile Read(string text) => RankingModelFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string Written(RankingModelFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
