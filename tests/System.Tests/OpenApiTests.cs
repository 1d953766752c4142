using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace System.Tests;

/// <summary>
/// Calls every operation of the OpenAPI document that the running suite serves, with the examples that stand there, and
/// holds the answers to what the document says of them.
/// </summary>
public sealed partial class OpenApiTests(ITestOutputHelper output)
{
    /// <summary>Names in the examples; the second of two candidates ends with another digit.</summary>
    private const string SecondExample = "candidates/0190a7c4-6f5e-7d3a-9b1c-2f4e6d8a0b1d";

    /// <summary>
    /// What an example cannot do: an opening that is open is not published, and a model that was never trained not taken.
    /// </summary>
    private static readonly string[] Refused = ["PublishVacancy"];

    private const string Models = "ModelService";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The full names of what there is, by collection.</summary>
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private readonly List<string> _answers = [];
    private HttpClient _http = null!;

    [NodeFact]
    [Trait("Category", "Slow")]
    public async Task Operations_CalledWithTheirExamples_AnswerAsDocumented()
    {
        await using var suite = await RunningSuite.StartAsync("2026-11-21T12:00:00+01:00");
        _http = suite.Http;
        var bytes = await _http.GetByteArrayAsync("/openapi.json");
        var operations = Operation.ReadAll(JsonNode.Parse(bytes)!);

        // A household is of two.
        await CallAsync(operations.Single(operation => operation.Id == "CreateCandidate"));
        var second = _names["candidates"];
        var statuses = new Dictionary<string, HttpStatusCode>(StringComparer.Ordinal);
        foreach (var operation in operations.OrderBy(operation => operation.Turn))
        {
            if (operation.Id == "MatchVacancies")
            {
                await WaitForIndexAsync();
            }

            _names[SecondExample] = second;
            statuses[operation.Id] = await CallAsync(operation);
            await RefuseAsync(operation);
        }

        var good = statuses.Count(pair => (int)pair.Value is >= 200 and < 300);
        var missing = statuses.Count(pair => pair.Value == HttpStatusCode.NotImplemented);
        output.WriteLine($"{statuses.Count} operations: {good} answered 2xx, {missing} are not there yet; {_answers.Count} answers");
        foreach (var (id, status) in statuses.Where(pair => (int)pair.Value >= 300))
        {
            output.WriteLine($"{id}: {(int)status}");
        }

        var (code, verdict) = await OpenApiChecker.CheckAsync(bytes, _answers);
        output.WriteLine(verdict);
        Assert.True(code == 0, verdict);
        Assert.All(operations.Where(operation => operation.Tag != Models && !Refused.Contains(operation.Id)), operation =>
            Assert.True((int)statuses[operation.Id] < 300, $"{operation.Id}: {statuses[operation.Id]}"));
        Assert.All(statuses, pair => Assert.True((int)pair.Value is < 500 or 501, $"{pair.Key}: {pair.Value}"));
    }

    private async Task<HttpStatusCode> CallAsync(Operation operation)
    {
        using var request = new HttpRequestMessage(operation.Method, operation.Address(Known));
        if (operation.Body is { } body)
        {
            request.Content = new StringContent(Known(body), Encoding.UTF8, "application/json");
        }

        var (status, text) = await SendAsync(operation, request);
        if ((int)status < 300 && !operation.Streams)
        {
            Learn(JsonNode.Parse(text)!);
        }

        return status;
    }

    // The error that every operation has in common.
    private async Task RefuseAsync(Operation operation)
    {
        var address = operation.Address(Known);
        using var request = new HttpRequestMessage(
            operation.Method, $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}nope=1");
        if (operation.Body is { } body)
        {
            request.Content = new StringContent(Known(body), Encoding.UTF8, "application/json");
        }

        var (status, _) = await SendAsync(operation, request);

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(Operation operation, HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var type = response.Content.Headers.ContentType;
        var body = type?.MediaType == "application/x-ndjson"
            ? await ReadLinesAsync(response.Content)
            : await response.Content.ReadAsStringAsync();
        _answers.Add(new JsonObject
        {
            ["operation"] = operation.Id,
            ["method"] = request.Method.Method,
            ["path"] = request.RequestUri!.ToString(),
            ["status"] = (int)response.StatusCode,
            ["contentType"] = type?.ToString(),
            ["body"] = body,
        }.ToJsonString());
        return (response.StatusCode, body);
    }

    // Some streams end and some go on: what comes within a moment is enough.
    private static async Task<string> ReadLinesAsync(HttpContent content)
    {
        using var reader = new StreamReader(await content.ReadAsStreamAsync());
        using var moment = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var lines = new StringBuilder();
        try
        {
            while (await reader.ReadLineAsync(moment.Token) is { } line)
            {
                lines.Append(line).Append('\n');
            }
        }
        catch (OperationCanceledException)
        {
            // Still open.
        }

        return lines.ToString();
    }

    private async Task WaitForIndexAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var response = await _http.GetAsync(
                $"/v1/{_names["candidates"]}:matchVacancies", patience.Token);
            if (response.IsSuccessStatusCode
                && (int)JsonNode.Parse(await response.Content.ReadAsStringAsync(patience.Token))!["totalSize"]! > 0)
            {
                return;
            }

            await Task.Delay(100, patience.Token);
        }
    }

    /// <summary>Remembers what there is now: the resource or the ranking that was answered.</summary>
    private void Learn(JsonNode answer)
    {
        if (answer is not JsonObject members)
        {
            return;
        }

        foreach (var name in new[] { (string?)members["name"], (string?)members["ranking"] })
        {
            if (name?.Split('/') is [.., var collection, _])
            {
                _names[collection] = name;
            }
        }
    }

    /// <summary>A text of an example with the names of what there is.</summary>
    private string Known(string text) => ExampleName().Replace(text, match =>
        _names.GetValueOrDefault(match.Value) ?? _names.GetValueOrDefault(match.Groups["collection"].Value) ?? match.Value);

    [GeneratedRegex(
        @"(candidates/[^/:?""]+/)?(?<collection>validationResults|candidates|vacancies|needs|households|rankings|models)/"
            + @"(demo:demo-00001|[0-9a-f]{8}-[0-9a-f-]{27})",
        RegexOptions.ExplicitCapture)]
    private static partial Regex ExampleName();

    /// <summary>An operation of the document, with its examples.</summary>
    private sealed record Operation(string Id, string Tag, HttpMethod Method, string Path, JsonObject Definition)
    {
        /// <summary>What takes things away comes last, the other way round.</summary>
        public (int, int) Turn =>
            Method == HttpMethod.Delete ? (2, -Number)
            : Id.StartsWith("Close", StringComparison.Ordinal) ? (1, Number)
            : (0, Number);

        public required int Number { get; init; }

        public bool Streams => Definition["responses"]!["200"]!["content"]!.AsObject().ContainsKey("application/x-ndjson");

        public string? Body => Definition["requestBody"] is not { } body ? null
            : (body["content"]!["application/json"]!["example"] ?? new JsonObject()).ToJsonString();

        public static List<Operation> ReadAll(JsonNode document) =>
        [
            .. document["paths"]!.AsObject()
                .SelectMany(item => item.Value!.AsObject().Select(entry => (Path: item.Key, Method: entry.Key, Json: entry.Value!.AsObject())))
                .Select((entry, number) => new Operation(
                    (string)entry.Json["operationId"]!, (string)entry.Json["tags"]![0]!,
                    new HttpMethod(entry.Method.ToUpperInvariant()), entry.Path, entry.Json)
                {
                    Number = number,
                }),
        ];

        /// <summary>The path and query with the examples of the parameters.</summary>
        public string Address(Func<string, string> known)
        {
            var parameters = Definition["parameters"]!.AsArray().Where(parameter => parameter!["example"] is not null).ToList();
            var path = Path;
            foreach (var parameter in parameters.Where(parameter => (string?)parameter!["in"] == "path"))
            {
                path = path.Replace($"{{{parameter!["name"]}}}", Text(parameter["example"]!), StringComparison.Ordinal);
            }

            var query = parameters.Where(parameter => (string?)parameter!["in"] == "query")
                .SelectMany(parameter => (parameter!["example"] as JsonArray ?? [parameter["example"]!.DeepClone()])
                    .Select(value => $"{parameter["name"]}={Uri.EscapeDataString(known(Text(value!)))}"));
            return string.Join('?', new[] { known(path), string.Join('&', query) }.Where(part => part.Length > 0));
        }

        private static string Text(JsonNode value) =>
            value.GetValueKind() == JsonValueKind.String ? (string)value! : value.ToJsonString();
    }
}
