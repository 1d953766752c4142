using System.Text.Json.Nodes;
using Grpc.Core;
using Matching.Matches.V1;
using Matching.Profiles.V1;

namespace System.Tests;

/// <summary>The real ads through the suite, from the push to the answer.</summary>
public sealed class ImportTests
{
    private static readonly JsonObject Gardener = new()
    {
        ["home"] = "Härnösand",
        ["occupations"] = new JsonArray(new JsonObject { ["occupation"] = "geNh_Yah_F3J", ["years"] = 5 }),
        ["licences"] = new JsonArray(new JsonObject { ["licence"] = "B" }),
        ["languages"] = new JsonArray(new JsonObject { ["language"] = "sv", ["level"] = "CEFR_LEVEL_C1" }),
        ["consents"] = new JsonArray(new JsonObject { ["purpose"] = "PURPOSE_MATCHING" }),
    };

    [SharedDataFact]
    public async Task Import_TheRealAdsTwice_CreatesThemOnceAndKeepsThemOverARestart()
    {
        await using var suite = await RunningSuite.StartAsync("2020-02-28T12:00:00+01:00");
        var array = $"[{string.Join(',', Ads.Real.Split('\n', StringSplitOptions.RemoveEmptyEntries))}]";

        var first = await suite.ImportAsync(Ads.Real);
        var again = await suite.ImportAsync(array, "application/json");
        var removed = await suite.ImportAsync(Ads.Removed);

        Assert.Equal(("6", "6"), (Count(first, "received"), Count(first, "created")));
        Assert.Equal(("6", "6", "0"), (Count(again, "received"), Count(again, "unchanged"), Count(again, "created")));
        Assert.Equal(("7", "7"), (Count(removed, "received"), Count(removed, "unknownRemoval")));
        Assert.Equal("0", Count(first, "rejected"));
        var candidate = (string)(await suite.PostAsync("/v1/candidates", Gardener.DeepClone()))["name"]!;
        var before = await suite.GetAsync($"/v1/{candidate}:matchVacancies");
        Assert.Equal("2020", ((string)(await suite.GetAsync($"/v1/{candidate}"))["createTime"]!)[..4]);

        await suite.RestartAsync();

        Assert.Equal(Net.HttpStatusCode.OK, await suite.StatusAsync("/healthz/live"));
        Assert.Equal(6, (await suite.GetAsync("/v1/vacancies"))["vacancies"]!.AsArray().Count);
        var after = await suite.GetAsync($"/v1/{candidate}:matchVacancies");
        Assert.Equal(before["matches"]!.ToJsonString(), after["matches"]!.ToJsonString());
        Assert.True(after["matches"]!.AsArray().Count >= 2);
        Assert.NotNull(await suite.GetAsync($"/v1/{before["ranking"]}"));
    }

    [SharedDataFact]
    public async Task Import_BeforeTheirTime_AreScheduledAndAppearWhenItComes()
    {
        await using var suite = await RunningSuite.StartAsync("2020-02-20T12:00:00+01:00");
        var candidate = (string)(await suite.PostAsync("/v1/candidates", Gardener.DeepClone()))["name"]!;

        var answer = await suite.ImportAsync(Ads.Real);

        Assert.Equal(("6", "6", "0"), (Count(answer, "created"), Count(answer, "scheduled"), Count(answer, "rejected")));
        var early = await suite.GetAsync($"/v1/{candidate}:matchVacancies");
        Assert.Null(early["matches"]?.AsArray().FirstOrDefault());
        Assert.Contains(early["gateCounts"]!.AsArray(), gate => (string?)gate!["type"] == "NOT_OPEN");

        // The gardener's ad was published at 12:44:24 Swedish time, the garden worker's at 13:14:45.
        suite.Clock.Advance(new DateTimeOffset(2020, 2, 27, 13, 0, 0, TimeSpan.FromHours(1)) - suite.Clock.GetUtcNow());
        Assert.Equal(["Trädgårdsmästare"], Titles(await suite.GetAsync($"/v1/{candidate}:matchVacancies")));
        suite.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Contains("Erfaren trädgårdsarbetare", Titles(await suite.GetAsync($"/v1/{candidate}:matchVacancies")));
        suite.Clock.Advance(TimeSpan.FromDays(60));
        Assert.Empty(Titles(await suite.GetAsync($"/v1/{candidate}:matchVacancies")));
    }

    [SharedDataFact]
    public async Task Import_ARemoval_ClosesTheAdAndKeepsItInTheArchive()
    {
        await using var suite = await RunningSuite.StartAsync("2020-02-28T12:00:00+01:00");
        await suite.ImportAsync(Ads.Real);
        var candidate = (string)(await suite.PostAsync("/v1/candidates", Gardener.DeepClone()))["name"]!;
        Assert.Contains("Erfaren trädgårdsarbetare", Titles(await suite.GetAsync($"/v1/{candidate}:matchVacancies")));

        var answer = await suite.ImportAsync(
            """{"id": 23905080, "removed": true, "removed_date": "2020-02-28T03:11:33"}""");

        Assert.Equal("1", Count(answer, "closed"));
        Assert.DoesNotContain("Erfaren trädgårdsarbetare", Titles(await suite.GetAsync($"/v1/{candidate}:matchVacancies")));
        Assert.Equal("STATE_CLOSED", (string?)(await suite.GetAsync("/v1/vacancies/jobstream:23905080"))["state"]);
    }

    [SharedDataFact]
    public async Task Import_BadItemsAmongGoodOnes_AreNamedAndLoseNothing()
    {
        await using var suite = await RunningSuite.StartAsync("2020-02-28T12:00:00+01:00");
        var lines = Ads.Real.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        lines.Insert(2, """{"id": "77", "headline": 5""");
        var odd = JsonNode.Parse(lines[0])!;
        odd["id"] = "78";
        odd["workplace_address"]!["municipality_code"] = "9999";
        odd["workplace_address"]!["municipality_concept_id"] = "none_such_one";
        odd["workplace_address"]!["municipality"] = "Nowhereville";
        lines.Add(odd.ToJsonString());

        var answer = await suite.ImportAsync(string.Join('\n', lines));

        Assert.Equal("6", Count(answer, "created"));
        Assert.Equal(["2", "7"], answer["rejections"]!.AsArray().Select(rejection => (string?)rejection!["index"]));
        Assert.Contains("workplace_address", (string?)answer["rejections"]![1]!["field"], StringComparison.Ordinal);
        Assert.Equal("78", (string?)answer["rejections"]![1]!["externalId"]);
    }

    [SharedDataFact]
    public async Task Journey_OverGrpcThroughTheGateway_IsTheSame()
    {
        await using var suite = await RunningSuite.StartAsync("2020-02-28T12:00:00+01:00");
        await suite.ImportAsync(Ads.Real);
        using var channel = suite.OpenChannel();
        var profiles = new ProfileService.ProfileServiceClient(channel);
        var matches = new MatchingService.MatchingServiceClient(channel);
        var gardener = await profiles.CreateCandidateAsync(new CreateCandidateRequest
        {
            Candidate = Candidate.Parser.ParseJson(Gardener.ToJsonString()),
        });

        var answer = await matches.MatchVacanciesAsync(new MatchVacanciesRequest { Candidate = gardener.Name });
        var rest = await suite.GetAsync($"/v1/{gardener.Name}:matchVacancies");
        using var watch = matches.WatchVacancies(new WatchVacanciesRequest { Candidate = gardener.Name });
        var watched = new List<string>();
        while (await watch.ResponseStream.MoveNext(CancellationToken.None)
            && watch.ResponseStream.Current.Type != WatchVacanciesResponse.Types.Type.Current)
        {
            watched.Add(watch.ResponseStream.Current.Match.Vacancy);
        }

        Assert.Equal("Erfaren trädgårdsarbetare", answer.Matches[0].VacancyBrief.Title);
        Assert.Equal(answer.Matches.Select(match => match.VacancyBrief.Title), Titles(rest));
        Assert.Equal(answer.Matches.Select(match => match.Vacancy), watched);
        var missing = await Assert.ThrowsAsync<RpcException>(
            () => matches.GetModelAsync(new GetModelRequest { Name = "models/none" }).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
    }

    private static string[] Titles(JsonNode answer) =>
        [.. (answer["matches"]?.AsArray() ?? []).Select(match => (string)match!["vacancyBrief"]!["title"]!)];

    /// <summary>
    /// A count of an import's answer; whole numbers of 64 bits are text in JSON, and zeros may be left out.
    /// </summary>
    private static string Count(JsonNode answer, string name) => answer[$"{name}Count"]?.ToString() ?? "0";
}
