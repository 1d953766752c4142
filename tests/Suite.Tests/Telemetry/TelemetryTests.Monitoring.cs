using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Matching.Suite.Tests.Telemetry;

/// <summary>The dashboards and alert rules of <c>k8s/monitoring</c> ask for what is there.</summary>
public sealed partial class TelemetryTests
{
    /// <summary>What Prometheus adds itself.</summary>
    private static readonly string[] AddedLabels = ["instance", "job"];

    private static readonly string Monitoring = Path.Combine(SharedData.RepositoryRoot, "k8s", "monitoring");

    [Fact]
    public void Dashboards_EveryExpression_AsksForWhatIsExported()
    {
        var asked = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Monitoring, "dashboards"), "*.json"))
        {
            using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
            var ids = new HashSet<int>();
            foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
            {
                Assert.True(ids.Add(panel.GetProperty("id").GetInt32()), $"{file}: a panel's id stands there twice.");
                foreach (var target in panel.GetProperty("targets").EnumerateArray())
                {
                    AssertExported(target.GetProperty("expr").GetString()!);
                    asked++;
                }
            }
        }

        Assert.True(asked > 30, $"{asked}");
    }

    [Fact]
    public void Alerts_EveryExpression_AsksForWhatIsExported()
    {
        var rules = File.ReadAllText(Path.Combine(Monitoring, "alerts.yaml"));

        // A line, or an indented block.
        var expressions = Regex.Matches(
            rules, @"^(?<indent> +)expr: (?:\|\n(?<block>(?:\k<indent>  .*\n)+)|(?<line>.+)\n)", RegexOptions.Multiline);
        Assert.Equal(Regex.Count(rules, "- alert:"), expressions.Count);
        Assert.All(expressions, match => AssertExported(match.Groups["block"].Value + match.Groups["line"].Value));
    }

    [PromtoolFact]
    public async Task Promtool_RulesAndMetrics_FindsNothingWrong()
    {
        Assert.Equal("", await PromtoolAsync(["check", "rules", Path.Combine(Monitoring, "alerts.yaml")], input: ""));

        // Of others' names it may think what it likes.
        var found = await PromtoolAsync(["check", "metrics"], session.Metrics);
        Assert.DoesNotContain("matching_", found, StringComparison.Ordinal);
        Assert.DoesNotContain("error while linting", found, StringComparison.Ordinal);
    }

    private void AssertExported(string expression)
    {
        var page = PrometheusText.Parse(session.Metrics);
        var names = page.Samples.Select(sample => sample.Name).ToHashSet(StringComparer.Ordinal);
        var labels = page.Samples.SelectMany(sample => sample.Labels.Keys).Concat(AddedLabels)
            .ToHashSet(StringComparer.Ordinal);
        var (metrics, wanted) = PromQl.Read(expression);
        Assert.All(metrics, metric => Assert.True(names.Contains(metric), $"{metric} is not exported: {expression}"));
        Assert.All(wanted, label => Assert.True(labels.Contains(label), $"{label} is no label: {expression}"));
    }

    /// <summary>Answers what it complains about.</summary>
    private static async Task<string> PromtoolAsync(string[] arguments, string input)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await promtool.StandardInput.WriteAsync(input);
        promtool.StandardInput.Close();
        var (output, errors) = (promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.WaitForExitAsync();
        return promtool.ExitCode == 0 ? await errors : await output + await errors;
    }
}
