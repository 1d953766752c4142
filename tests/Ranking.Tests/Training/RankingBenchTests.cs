using System.Security.Cryptography;
using System.Text.Json;
using Matching.Benchmarks;

namespace Matching.Ranking.Tests;

/// <summary>The benchmark in small, so that it does not rot.</summary>
public sealed class RankingBenchTests
{
    [Fact]
    public void Run_Tiny_WritesEveryFigure()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "bench", "ranking.json");
            new RankingBench(folder.FullName, TextWriter.Null).Run(file, 100, 5, TimeSpan.FromMilliseconds(30));

            var figures = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
            Assert.InRange(figures.GetProperty("ndcg10").GetProperty("generated").GetDouble(), 0.4, 1);
            string[] names = ["train_seconds", "score_row_us_p50", "score_batch_rows_per_s", "contributions_us_per_row"];
            Assert.All(names, name => Assert.InRange(figures.GetProperty(name).GetDouble(), 1e-6, 1e12));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The first hundred queries are, to the byte, those that the script of the shared inputs writes.</summary>
    [Fact]
    public void GeneratedSet_OfAHundredQueries_IsTheScripts()
    {
        var set = new GeneratedSet(100, 50);

        var values = Convert.ToHexString(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(set.Values.AsSpan())));
        var labels = Convert.ToHexString(SHA256.HashData(set.Labels));

        Assert.Equal("92197C26C0FDF3E4775AD56FF0A082588849BF85407C9553665396FF29112DBE", values);
        Assert.Equal("6DDC8891DD33C57BCAA939A36A860E977009D83832A762FC5A26B2CBCFFE2926", labels);
    }
}
