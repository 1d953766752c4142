using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Matching.Trainer.Tests;

[Collection(SharedSimulation.Name)]
public sealed partial class TrainTests(Simulated simulated) : IDisposable
{
    private readonly Cli _cli = new();

    [Fact]
    public void Train_OnSimulation_BeatsTheExpertModel()
    {
        var output = Cli.Ok("compare", simulated.Test, "--model", simulated.Bundle, "--incumbent", "expert", "--json");

        Assert.Equal("better than the incumbent", (string?)JsonNode.Parse(output)!["verdict"]);
        Assert.Equal(
            TrainerCommand.BelowRequirement,
            Cli.Run("compare", simulated.Test, "--model", "expert", "--incumbent", simulated.Bundle).Code);
    }

    [Fact]
    public void Train_AnyNumberOfThreads_MakesTheSameTrees()
    {
        string[] models = [.. new[] { "1", "3" }.Select(threads =>
        {
            var text = _cli.PathOf($"m{threads}.txt");
            Cli.Ok(
                "train", simulated.Train, "--out", _cli.PathOf("m.bundle"), "--trees", "8", "--stop", "0", "--query-share", "0.7",
                "--feature-share", "0.6", "--threads", threads, "--lightgbm", text);
            return File.ReadAllText(text);
        })];

        Assert.Equal(models[0], models[1]);
    }

    /// <summary>The bundle, and LightGBM's text of the same trees without prior, are measured like any other model.</summary>
    [Fact]
    public void Evaluate_Bundle_IsMeasuredWithProbabilities()
    {
        var bundle = JsonNode.Parse(Cli.Ok("evaluate", simulated.Test, "--model", simulated.Bundle, "--json", "-"))!;
        var trees = JsonNode.Parse(Cli.Ok("evaluate", simulated.Test, "--model", simulated.LightGbm, "--json", "-"))!;

        Assert.InRange((double)bundle["calibration_error"]!, 0, 0.06);
        Assert.True(Ndcg(bundle, "model") > Ndcg(bundle, "expert"));
        Assert.True(Ndcg(trees, "model") > Ndcg(trees, "random"));
        Assert.NotEqual(Ndcg(bundle, "model"), Ndcg(trees, "model"));

        static double Ndcg(JsonNode measured, string order) => (double)measured["orders"]![order]!["ndcg10"]!["value"]!;
    }

    [Fact]
    public void Train_Card_SaysWhatItIsMadeOf()
    {
        var card = File.ReadAllText(simulated.Beside(".md"));

        Assert.StartsWith("# tiny-1\n", card, StringComparison.Ordinal);
        Assert.All(
            ["## Intended use", "## Data", "## Features", "## Measures", "## Fairness", "## Limits", "## Provenance"],
            part => Assert.Contains(part, card, StringComparison.Ordinal));
        Assert.Contains("`place`", card, StringComparison.Ordinal);
        Assert.Contains("The data are simulated", card, StringComparison.Ordinal);
        Assert.Matches("SHA-256 `[0-9a-f]{64}`", card);
        Assert.Contains("Sundsvall", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Report_IsOneFileThatAsksForNothing()
    {
        var report = File.ReadAllText(simulated.Beside(".html"));
        var charts = Chart().Matches(report).Select(m => m.Value).ToArray();

        Assert.Contains("default-src 'none'", report, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?:src|href)=|url\\(|@import|<script", report);
        Assert.InRange(charts.Length, 10, 40);
        Assert.All(charts, chart =>
        {
            var svg = XElement.Parse(chart);
            Assert.NotNull(svg.Attribute("aria-label"));
            Assert.DoesNotContain("NaN", chart, StringComparison.Ordinal);
        });
        Assert.All(
            ["Quality", "Learning", "What it looks at", "Calibration", "By occupation field", "By municipality", "Fairness"],
            title => Assert.Contains($"<h2>{title}</h2>", report, StringComparison.Ordinal));
    }

    [Fact]
    public void Train_WhatTheServiceIsTold_HasDataMeasuresAndGroups()
    {
        var model = Upload.Read(simulated.Beside(".json"));

        Assert.Equal("simulator", model.Training.Source);
        Assert.True(model.Training.RowCount > 4_000);
        Assert.Equal("models/expert-1", model.Evaluation.Incumbent);
        Assert.Contains(model.Evaluation.Groups, g => g is { Slice: "group", Value: "abroad" });
        Assert.True(model.Metrics["ndcg10"] > 0.5);
    }

    [Fact]
    public void Explain_Model_TellsWhatMovesIt()
    {
        var output = Cli.Ok("explain", simulated.Test, "--model", simulated.Bundle, "--top", "5", "--svg", _cli.PathOf("charts"));

        Assert.Contains("on top of expert-1", output, StringComparison.Ordinal);
        Assert.Matches(@"\| occupation_relation +\| \d", output);
        Assert.Equal(6, Directory.EnumerateFiles(_cli.PathOf("charts"), "*.svg").Count());
        Assert.All(Directory.EnumerateFiles(_cli.PathOf("charts")), file => XElement.Load(file));
    }

    /// <summary>What is printed adds up to the score that is printed.</summary>
    [Theory]
    [InlineData("expert")]
    [InlineData(null)]
    public void Explain_Decision_AddsUp(string? model)
    {
        var id = RankingFile.Open(simulated.Test).Read().First().Id;

        var output = Cli.Ok("explain", simulated.Test, "--model", model ?? simulated.Bundle, "--query", id, "--row", "2", "--top", "19");

        var sums = ScoreAndBase().Match(output);
        var added = Added().Matches(output).Sum(m => Number(m.Groups[1].Value));
        Assert.Equal(Number(sums.Groups[1].Value), Number(sums.Groups[2].Value) + added, 0.02);

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("--bias", "unbiased")]
    [InlineData("--bias", "ipw")]
    public void Train_OnClicks_IsMeasuredByJudgements(params string[] bias)
    {
        var output = Cli.Ok([
            "train", simulated.Train, "--test", simulated.Test, "--label", "click", "--out", _cli.PathOf("m.bundle"), "--trees", "10", .. bias]);

        Assert.Matches(@"\| ideal +\|.*100\.0 %", output);
        Assert.Contains($"bias: {bias[1]}", File.ReadAllText(_cli.PathOf("m.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--monotone", "place=-1", "The direction of place is 1 and stays")]
    [InlineData("--monotone", "place", "'place' is not a direction")]
    [InlineData("--categorical", "age", "has no feature age")]
    [InlineData("--label", "salary", "has a row without salary")]
    [InlineData("--incumbent", "none.bundle", "none.bundle is not there")]
    [InlineData("--valid", "none.svm", "none.svm is not there")]
    public void Train_BadArgument_IsNamed(string option, string value, string message)
    {
        var (code, _, error) = Cli.Run("train", simulated.Train, "--out", _cli.PathOf("m.bundle"), "--trees", "2", option, value);

        Assert.Equal(TrainerCommand.BadInput, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_cli.Folder));
    }

    [Fact]
    public void AnyCommand_BrokenModel_IsNamed()
    {
        var text = File.ReadAllText(simulated.Bundle);
        var cut = _cli.Write("cut.bundle", text[..(text.Length / 2)]);

        var (code, _, error) = Cli.Run("evaluate", simulated.Test, "--model", cut);

        Assert.Equal(TrainerCommand.BadInput, code);
        Assert.Contains("cut.bundle: ", error, StringComparison.Ordinal);
    }

    /// <summary>Public sets: features without names, sizes of queries in a file of their own.</summary>
    [SharedDataFact]
    public void Train_PublicSet_Works()
    {
        var output = Cli.Ok(
            "train", SharedData.PathOf("ltr", "lightgbm_example", "rank.train"),
            "--test", SharedData.PathOf("ltr", "lightgbm_example", "rank.test"),
            "--out", _cli.PathOf("m.bundle"), "--trees", "40", "--rate", "0.1", "--require-ndcg10", "0.65");

        Assert.Contains("50 queries, 768 rows", output, StringComparison.Ordinal);
        Assert.Contains("never ranks people", File.ReadAllText(_cli.PathOf("m.md")), StringComparison.Ordinal);
    }

    [SharedDataFact]
    public void Train_MissingValuesAndParts_Work()
    {
        var output = Cli.Ok(
            "train", SharedData.PathOf("ltr", "mq2007agg", "A1.txt"), "--valid", SharedData.PathOf("ltr", "mq2007agg", "A4.txt"),
            "--test", SharedData.PathOf("ltr", "mq2007agg", "A5.txt"), "--out", _cli.PathOf("m.bundle"), "--trees", "60",
            "--leaves", "15", "--require-ndcg10", "0.55");

        Assert.Contains("model", output, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();

    [GeneratedRegex("<svg.*?</svg>")]
    private static partial Regex Chart();

    [GeneratedRegex(@"score (-?[\d.]+) = base (-?[\d.]+)")]
    private static partial Regex ScoreAndBase();

    [GeneratedRegex(@"\| ([+-]?[\d.]+) \|\n")]
    private static partial Regex Added();
}
