namespace Matching.Ranking.Tests;

public sealed class ExpertModelTests
{
    private static readonly ExpertModel Model = new(
        "trial-1", [new("a", 10, 0.5), new("b", -4, 0.25), new("c", 3, 0)]);

    [Fact]
    public void Score_NothingKnown_IsTheBaseScore()
    {
        Assert.Equal(10 * 0.5 - 4 * 0.25, Model.BaseScore);
        Assert.Equal(Model.BaseScore, Model.Score([float.NaN, float.NaN, float.NaN]));
    }

    [Fact]
    public void Score_Contributions_AddUpToTheLastBit()
    {
        var random = new Random(20261121);
        var contributions = new double[3];
        for (var i = 0; i < 10_000; i++)
        {
            float[] row =
                [.. Enumerable.Range(0, 3).Select(_ => random.Next(4) == 0 ? float.NaN : random.NextSingle())];

            var score = Model.Score(row, contributions);

            Assert.Equal(score, contributions.Aggregate(Model.BaseScore, (sum, c) => sum + c));
            Assert.Equal(score, Model.Score(row));
        }
    }

    [Fact]
    public void Score_RowOfAnotherLength_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Model.Score([1, 2]));
    }

    [Fact]
    public void Constructor_WeightThatIsNoNumber_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new ExpertModel("broken", [new("a", double.NaN, 0)]));
    }
}
