using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Sampler;
using Google.Protobuf.Reflection;
using Matching.Gateway;
using Matching.Gateway.OpenApi;
using Matching.Testing;

namespace Gateway.Tests.OpenApi;

public sealed class OpenApiTests
{
    private static readonly ApiContracts Contracts = new([.. new ApiContracts().Files, SamplerReflection.Descriptor]);
    private static readonly JsonObject Document = OpenApiDocument.Write(Contracts);

    private static IEnumerable<(string Path, string Method, JsonObject Operation)> Operations =>
        from item in Document["paths"]!.AsObject()
        from operation in item.Value!.AsObject()
        select (item.Key, operation.Key, operation.Value!.AsObject());

    [NodeFact]
    public async Task Document_PublicValidators_FindNothing()
    {
        var (code, output) = await OpenApiChecker.CheckAsync(Encoding.UTF8.GetBytes(Document.ToJsonString()));

        Assert.True(code == 0, output);
        Assert.Contains($"{Operations.Count()} operations", output, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task Document_WithAMistake_IsFoundByThem()
    {
        var wrong = Document.DeepClone();
        wrong["paths"]!["/v1/vacancies"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!["positions"] = "many";
        wrong["paths"]!["/v1/vacancies"]!["get"]!.AsObject().Remove("responses");
        wrong["paths"]!["/v1/needs"]!["get"]!["parameters"]![0]!["in"] = "nowhere";

        var (code, output) = await OpenApiChecker.CheckAsync(Encoding.UTF8.GetBytes(wrong.ToJsonString()));

        Assert.Equal(1, code);
        Assert.Contains("not valid OpenAPI", output, StringComparison.Ordinal);
        Assert.Contains("example of CreateVacancy", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_Served_IsPackedAndKnowsItsVersion()
    {
        var gateway = new TestGateway();
        await gateway.InitializeAsync();
        try
        {
            using var plain = await gateway.SendRawAsync(HttpMethod.Get, "/openapi.json");
            using var packed = await gateway.SendRawAsync(HttpMethod.Get, "/openapi.json", null, ("Accept-Encoding", "gzip"));
            using var again = await gateway.SendRawAsync(
                HttpMethod.Get, "/openapi.json", null, ("If-None-Match", plain.Headers.ETag!.ToString()));

            Assert.True(packed.Content.Headers.ContentLength * 5 < plain.Content.Headers.ContentLength);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }

    [Fact]
    public void Document_References_AllResolve()
    {
        foreach (var reference in Walk(Document).OfType<JsonObject>().Where(node => node.ContainsKey("$ref")))
        {
            var pointer = (string)reference["$ref"]!;
            Assert.StartsWith("#/components/", pointer, StringComparison.Ordinal);
            Assert.NotNull(pointer[2..].Split('/').Aggregate((JsonNode?)Document, (node, name) => node?[name]));
        }
    }

    [Fact]
    public void Document_OperationIds_AreUnique()
    {
        var ids = Operations.Select(entry => (string)entry.Operation["operationId"]!).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        // OpenAPI has no place for the sampler's REPORT and for a rule without a method.
        Assert.Equal(Contracts.Bindings.Count - 2, ids.Count);
    }

    [Fact]
    public void Document_PathParameters_AreDeclaredAndParametersUnique()
    {
        foreach (var (path, _, operation) in Operations)
        {
            var parameters = operation["parameters"]!.AsArray()
                .Select(parameter => (string?)parameter!["$ref"] is { } at ? Document["components"]!["parameters"]![at.Split('/')[^1]] : parameter)
                .Select(parameter => ((string)parameter!["name"]!, (string)parameter["in"]!)).ToList();
            var wanted = Regex.Matches(path, @"\{(\w+)\}").Select(match => match.Groups[1].Value).Order();

            Assert.Equal(wanted, parameters.Where(p => p.Item2 == "path").Select(p => p.Item1).Order());
            Assert.Equal(parameters.Count, parameters.Distinct().Count());
        }
    }

    [Fact]
    public void Document_OperationsOfTheContracts_HaveSummariesAndComments()
    {
        var ours = Operations.Where(entry => entry.Path.StartsWith("/v1/", StringComparison.Ordinal));
        Assert.All(ours, entry => Assert.False(string.IsNullOrEmpty((string?)entry.Operation["summary"])));
        Assert.Contains("reason", Document.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            "Required. At most 200 characters; longer ones of a feed are cut.",
            (string?)Document["components"]!["schemas"]!["Vacancy"]!["properties"]!["title"]!["description"]);
        Assert.True((bool)Document["components"]!["schemas"]!["Vacancy"]!["properties"]!["name"]!["readOnly"]!);
    }

    [Fact]
    public void Document_Import_TakesJsonAndLines() =>
        Assert.Equal(
            ["application/json", "application/x-ndjson"],
            Document["paths"]!["/v1/vacancies:import"]!["post"]!["requestBody"]!["content"]!.AsObject().Select(pair => pair.Key));

    [Fact]
    public async Task Document_EveryPath_LeadsToItsMethodOnTheRunningServer()
    {
        var gateway = new TestGateway();
        await gateway.InitializeAsync();
        try
        {
            using var served = await gateway.SendRawAsync(HttpMethod.Get, "/openapi.json");
            var document = JsonNode.Parse(await served.Content.ReadAsStringAsync())!;
            Assert.Equal("3.1.0", (string?)document["openapi"]);
            foreach (var binding in Contracts.Bindings)
            {
                if (binding.HttpMethod is "REPORT" or "*")
                {
                    continue;
                }

                var operation = Operations.Single(entry => (string?)entry.Operation["operationId"] == Id(binding));
                Assert.Equal(binding.HttpMethod, operation.Method.ToUpperInvariant());
                var path = Regex.Replace(operation.Path, @"\{\w+\}", "7");
                var before = gateway.Record.Calls.Count;

                using var request = new HttpRequestMessage(new HttpMethod(binding.HttpMethod), path + StopAtEnd(binding));
                if (binding.HasBody)
                {
                    var body = binding.Body switch
                    {
                        { IsMap: true } => "{}",
                        { IsRepeated: true } => "[]",
                        { Type: FieldType.Int64 } => "\"1\"",
                        { Name: "time" } => "\"2026-01-31T08:00:00Z\"",
                        _ => "{}",
                    };
                    request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
                }

                using var response = await gateway.Http.SendAsync(request);

                Assert.True(
                    response.StatusCode == HttpStatusCode.OK,
                    $"{binding.HttpMethod} {path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
                var call = gateway.Record.Calls.Skip(before).Single();
                Assert.Equal($"/{binding.Method.Service.FullName}/{binding.Method.Name}", call.Method);
            }
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }

    private static string StopAtEnd(Matching.Gateway.Transcoding.HttpBinding binding) =>
        binding.Method.InputType.FindFieldByName("stop_at_end") is null ? "" : "?stopAtEnd=true";

    private static string Id(Matching.Gateway.Transcoding.HttpBinding binding) =>
        binding.Number == 0 ? binding.Method.Name : $"{binding.Method.Name}_{binding.Number}";

    private static IEnumerable<JsonNode> Walk(JsonNode? node) => node switch
    {
        null => [],
        JsonObject items => items.SelectMany(item => Walk(item.Value)).Prepend(items),
        JsonArray items => items.SelectMany(Walk).Prepend(items),
        _ => [node],
    };
}
