using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Matching.Trainer;

/// <summary>Checks data before anything is trained on it.</summary>
internal static class ValidateCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static Command Create()
    {
        var data = new DataOptions();
        var test = new Option<string?>("--test")
        {
            Description = "The file that will be tested on: no query may be in both.",
        };
        var strict = new Option<bool>("--strict") { Description = "Warnings count as errors." };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON." };
        var command = new Command(
            "validate",
            "Looks through data before training: unreadable lines, features that are forbidden or unknown (the list is "
            + "closed), features that know the label, constant features, skewed labels, queries of one class, "
            + "positions that are hardly covered, queries that are there twice, and queries of the test in the "
            + "training data. Exits with 2 where there is an error.")
        {
            data.File, data.Queries, data.Label, test, strict, json,
        };
        command.Do((parse, screen, cancellationToken) =>
        {
            var file = data.Open(parse);
            var check = new DataCheck(file, parse.GetValue(data.Label));
            var findings = screen.Follow(
                "Looking", 1, tell => check.Run(done => tell(done, ""), cancellationToken)).ToList();
            if (parse.GetValue(test) is { } path)
            {
                findings.AddRange(Shared(check, path, cancellationToken));
            }

            if (parse.GetValue(json))
            {
                screen.Output.WriteLine(JsonSerializer.Serialize(new { check.Queries, check.Rows, findings }, Json));
            }
            else
            {
                Print(check, findings, screen.Output);
            }

            return findings.Exists(f => f.IsError || parse.GetValue(strict)) ? TrainerCommand.BadInput : 0;
        });
        return command;
    }

    private static IEnumerable<Finding> Shared(DataCheck train, string path, CancellationToken cancellationToken)
    {
        var other = new DataCheck(RankingFile.Open(path), label: null);
        foreach (var finding in other.Run(_ => { }, cancellationToken))
        {
            yield return finding;
        }

        var shared = other.LineByHash.Keys.Where(train.LineByHash.ContainsKey).ToArray();
        if (shared.Length > 0)
        {
            yield return new Finding(
                "TEST_IN_TRAIN",
                IsError: true,
                $"{path}: {shared.Length} queries are also in the training data, such as line {other.LineByHash[shared[0]]}, "
                + $"which is line {train.LineByHash[shared[0]]} there.");
        }
    }

    private static void Print(DataCheck check, List<Finding> findings, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{check.Queries} queries, {check.Rows} rows"));
        output.WriteLine("Labels: " + string.Join(", ", check.Labels.Take(10).Select(l => string.Create(
            CultureInfo.InvariantCulture, $"{l.Key} in {100.0 * l.Value / Math.Max(1, check.Rows):0.#} %"))));
        foreach (var finding in findings)
        {
            output.WriteLine($"{(finding.IsError ? "error" : "warning")} {finding.Code} {finding.Message}");
        }

        if (findings.Count == 0)
        {
            output.WriteLine("Nothing speaks against training on it.");
        }
    }
}
