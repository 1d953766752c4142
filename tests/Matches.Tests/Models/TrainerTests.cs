using System.CommandLine;
using Google.Protobuf;
using Matching.Trainer;
using EventType = Matching.Matches.V1.FeedbackEvent.Types.Type;
using Purpose = Matching.Profiles.V1.Consent.Types.Purpose;

namespace Matching.Matches.Tests;

/// <summary>The analysts' program against a running service.</summary>
public sealed class TrainerTests : RegionTest
{
    private readonly Step _step = new("place", 0.5, 0, 5);

    [Fact]
    public async Task Export_OfJudgedRankings_NamesNobodyAndCanBeMeasured()
    {
        using var folder = new TemporaryDirectory();
        var near = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await Here.AddAsync(Region.Job("Svetsare", "Kramfors", "", Region.Must("fi")));
        var welder = Region.Welder();
        welder.Consents.Add(Region.Agreed(Purpose.Matching, Purpose.EmployerSearch, Purpose.Statistics));
        welder = await Here.AddAsync(welder);
        var answer = await Here.MatchAsync(welder);
        await Here.Matches.RecordFeedbackAsync(new V1.RecordFeedbackRequest
        {
            Events =
            {
                new V1.FeedbackEvent { Ranking = answer.Ranking, Item = near.Name, Type = EventType.Opened },
                new V1.FeedbackEvent { Ranking = answer.Ranking, Item = near.Name, Type = EventType.Hired },
            },
        });
        Here.Clock.Advance(TimeSpan.FromDays(1));
        var file = folder.File("live.csv");

        var (code, output, error) = await RunAsync("export", "--out", file, "--format", "csv");
        var text = await File.ReadAllTextAsync(file);
        var (measured, table, _) = await RunAsync(false, "evaluate", file);

        Assert.True(code == 0, error);
        Assert.Contains("1 queries, 2 rows", output, StringComparison.Ordinal);
        Assert.Contains(",4,", text, StringComparison.Ordinal);
        Assert.Contains("openings-for-candidate", text, StringComparison.Ordinal);
        foreach (var secret in new[] { welder.Name, near.Name, answer.Ranking })
        {
            Assert.DoesNotContain(secret[(secret.IndexOf('/', StringComparison.Ordinal) + 1)..], text, StringComparison.Ordinal);
        }

        Assert.Equal(0, measured);
        Assert.Contains("| expert ", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_WithNothingJudged_SaysSoAndWritesNothing()
    {
        using var folder = new TemporaryDirectory();

        var (code, _, error) = await RunAsync("export", "--out", folder.File("live.svm"));

        Assert.Equal(2, code);
        Assert.Contains("no judged rankings", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public async Task Model_FromUploadToRollback_GoesThroughItsStates()
    {
        using var folder = new TemporaryDirectory();
        var bundle = ModelKit.Bundle("trees-1", _step);
        await File.WriteAllBytesAsync(folder.File("trees.bundle"), bundle);
        await File.WriteAllTextAsync(
            folder.File("trees.json"), JsonFormatter.Default.Format(ModelKit.Request("trees-1", bundle).Model));

        var uploaded = await RunAsync("upload", folder.File("trees.bundle"), "--name", "Ada");
        var refused = await RunAsync("promote", "trees-1", "--name", "Ada");
        var shadowed = await RunAsync("rollout", "--shadow", "trees-1", "--name", "Ada");
        var forced = await RunAsync("promote", "trees-1", "--name", "Ada", "--override", "--reason", "nothing judged yet");
        var listed = await RunAsync("list");
        var shown = await RunAsync("show", "trees-1", "--live", "--bundle", folder.File("back.bundle"));
        var back = await RunAsync("rollback", "--name", "Ada", "--reason", "a test");

        Assert.True(uploaded.Code == 0, uploaded.Error);
        Assert.Equal(3, refused.Code);
        Assert.Contains("Against it: ", refused.Output, StringComparison.Ordinal);
        Assert.Contains("shadow models/trees-1", shadowed.Output, StringComparison.Ordinal);
        Assert.True(forced.Code == 0, forced.Error);
        Assert.Contains("models/trees-1 ranks now", forced.Output, StringComparison.Ordinal);
        Assert.Matches(@"\| trees-1 +\| active ", listed.Output);
        Assert.Contains("nothing judged yet", shown.Output, StringComparison.Ordinal);
        Assert.Equal(bundle, await File.ReadAllBytesAsync(folder.File("back.bundle")));
        Assert.Contains("models/expert-1 ranks now", back.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_RefusedOrUnreachable_HasACodeOfItsOwn()
    {
        var missing = await RunAsync("show", "trees-9");
        var unreachable = await RunAsync(false, "list", "--service", "http://127.0.0.1:1");

        Assert.Equal(4, missing.Code);
        Assert.Contains("NotFound", missing.Error, StringComparison.Ordinal);
        Assert.Equal(4, unreachable.Code);
        Assert.Contains("cannot be reached", unreachable.Error, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(true, arguments);

    private async Task<(int Code, string Output, string Error)> RunAsync(bool here, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        string[] all = here ? [.. arguments, "--service", Here.Host.Address.ToString()] : arguments;
        var code = await TrainerCommand.Create().Parse(all)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
