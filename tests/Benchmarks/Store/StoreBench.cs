using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Net.Client;
using Matching.Benchmarks.Wire;
using Matching.Hosting;
using Matching.Matches;
using Matching.Profiles;
using Matching.Profiles.V1;
using Matching.Vacancies;
using Matching.Vacancies.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Candidate = Matching.Profiles.V1.Candidate;

namespace Matching.Benchmarks.Store;

/// <summary>
/// What a store carries through its service's calls: single writes, an import, the same import again, and a replica of
/// matching that reads both feeds from nothing. On SQLite, and on PostgreSQL where <c>PG_URI</c> names a server without
/// a database.
/// </summary>
internal sealed class StoreBench(double scale, string engine, string? postgres, JsonObject figures)
{
    private const int Writes = 20_000;
    private const int InFlight = 64;
    private const int Ads = 20_000;

    private static readonly Taxonomy Taxonomy = Taxonomy.LoadBuiltIn();
    private static readonly ConceptExtractor Extractor = new(Taxonomy);

    private readonly string _directory = Directory.CreateTempSubdirectory("matching-store-").FullName;
    private int _written;

    /// <summary>Measures, prints and writes artifacts/bench/store.json below the current directory.</summary>
    public static async Task<int> WriteAsync(double scale)
    {
        var figures = new JsonObject
        {
            ["scale"] = scale,
            ["processors"] = Environment.ProcessorCount,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["commit"] = typeof(StoreBench).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
                .InformationalVersion.Split('+')[^1],
        };
        await new StoreBench(scale, "sqlite", null, figures).RunAsync();
        if (Environment.GetEnvironmentVariable(Database.PostgresKey) is { Length: > 0 } uri)
        {
            var database = $"bench_{Environment.ProcessId}_{Stopwatch.GetTimestamp() % 1_000_000}";
            await new StoreBench(scale, "postgres", $"{uri.TrimEnd('/')}/{database}", figures).RunAsync();
        }

        var path = Path.Combine("artifacts", "bench", "store.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var text = figures.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        await File.WriteAllTextAsync(path, text + "\n");
        Console.WriteLine(text);
        return 0;
    }

    private async Task RunAsync()
    {
        await using var vacancy = await StartAsync(VacancyHost.Build, "vacancy");
        await using var profile = await StartAsync(ProfileHost.Build, "profile");
        using var toVacancy = ChannelTo(vacancy);
        using var toProfile = ChannelTo(profile);
        var vacancies = new VacancyService.VacancyServiceClient(toVacancy);
        var profiles = new ProfileService.ProfileServiceClient(toProfile);

        // Whoever comes first would be measured while the code is compiled.
        await ImportAsync(vacancies, "warm", Count(Ads) / 4, import => import.CreatedCount);
        await ImportAsync(vacancies, "warm", Count(Ads) / 4, import => import.UnchangedCount);
        _written = Count(Ads) + (Count(Ads) / 4);
        await AddAsync("import_new", () => ImportAsync(vacancies, "bench", Count(Ads), import => import.CreatedCount));
        await AddAsync("import_same", () => ImportAsync(vacancies, "bench", Count(Ads), import => import.UnchangedCount));
        var job = new CreateVacancyRequest
        {
            Vacancy = new Vacancy
            {
                Title = "Svetsare",
                Occupation = "Svetsare",
                Workplace = new Workplace { Municipality = "2280" },
                Description = Text(0),
            },
        };
        await AddWritesAsync("vacancy_write_1", 1, async () => await vacancies.CreateVacancyAsync(job));
        await AddWritesAsync($"vacancy_write_{InFlight}", InFlight, async () => await vacancies.CreateVacancyAsync(job));
        var person = new CreateCandidateRequest
        {
            Candidate = new Candidate
            {
                Occupations = { new OccupationExperience { Occupation = "Svetsare", Years = 6 } },
                Home = "2280",
                Consents = { new Consent { Purpose = Consent.Types.Purpose.Matching, TextVersion = "1" } },
            },
        };
        await AddWritesAsync($"profile_write_{InFlight}", InFlight, async () => await profiles.CreateCandidateAsync(person));
        await AddAsync("resync", () => ResyncAsync(vacancy, profile));
        await Task.WhenAll(vacancy.StopAsync(), profile.StopAsync());
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<int> ImportAsync(
        VacancyService.VacancyServiceClient vacancies,
        string system,
        int ads,
        Func<ImportVacanciesResponse, long> countOf)
    {
        using var call = vacancies.ImportVacancies();
        await call.RequestStream.WriteAsync(new ImportVacanciesRequest { System = system });
        foreach (var some in Enumerable.Range(0, ads).Select(Ad).Chunk(32))
        {
            await call.RequestStream.WriteAsync(new ImportVacanciesRequest
            {
                Content = new Google.Api.HttpBody { Data = ByteString.CopyFromUtf8(string.Concat(some)) },
            });
        }

        await call.RequestStream.CompleteAsync();
        var taken = countOf(await call.ResponseAsync);
        return taken == ads ? ads : throw new InvalidDataException($"{taken} ads of {ads}.");
    }

    /// <summary>Starts a replica on an empty index; answers how many resources it has when it says that it is ready.</summary>
    private async Task<int> ResyncAsync(WebApplication vacancy, WebApplication profile)
    {
        await using var matching = await StartAsync(
            MatchingHost.Build,
            "matching",
            ("Endpoints:Vacancy", vacancy.Addresses()[0].ToString()),
            ("Endpoints:Profile", profile.Addresses()[0].ToString()));
        var health = matching.Services.GetRequiredService<HealthCheckService>();
        while ((await health.CheckHealthAsync()).Status != HealthStatus.Healthy)
        {
            await Task.Delay(10);
        }

        await matching.StopAsync();
        return _written;
    }

    private Task<WebApplication> StartAsync(
        Func<string[], Action<WebApplicationBuilder>?, WebApplication> build,
        string name,
        params (string Key, string Value)[] settings) => StartAsync(build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(settings
                .Append((ServiceHosting.PortKey, "0"))
                .Append((ServiceHosting.DataDirectoryKey, _directory))
                .Append((Database.PostgresKey, postgres is null ? "" : $"{postgres}_{name}"))
                .Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2)));
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.Services.AddSingleton(Taxonomy);
            builder.Services.AddSingleton(Extractor);
        }));

    private static async Task<WebApplication> StartAsync(WebApplication app)
    {
        await app.StartAsync();
        return app;
    }

    private static GrpcChannel ChannelTo(WebApplication app) => GrpcChannel.ForAddress(app.Addresses()[0]);

    private async Task AddAsync(string name, Func<Task<int>> run)
    {
        var started = Stopwatch.GetTimestamp();
        var count = await run();
        Add($"{name}_per_s", count / Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private async Task AddWritesAsync(string name, int inFlight, Func<Task> write)
    {
        var calls = inFlight == 1 ? Writes / 20 : Writes;
        var load = await Load.MeasureAsync(Count(calls), inFlight, _ =>
        {
            Interlocked.Increment(ref _written);
            return write();
        });
        Add($"{name}_per_s", load.PerSecond);
        Add($"{name}_p50_us", load.P50);
        Add($"{name}_p99_us", load.P99);
    }

    private void Add(string key, double value) => figures[$"{engine}_{key}"] =
        double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private int Count(int whole) => Math.Max(InFlight, (int)(whole * scale));

    private static string Ad(int number) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["id"] = $"{number}",
        ["headline"] = $"Trädgårdsarbetare {number}",
        ["occupation"] = new { concept_id = "geNh_Yah_F3J", label = "Trädgårdsarbetare" },
        ["workplace_address"] = new { municipality_code = "2280" },
        ["employer"] = new { name = "Park AB" },
        ["description"] = new { text = Text(number) },
    });

    /// <summary>About as long as ads are in the middle.</summary>
    private static string Text(int number)
    {
        var text = new StringBuilder("Krav: B-körkort, svenska i tal och skrift. Meriterande: truckkort.\n");
        for (var line = 0; line < 15; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"Du arbetar i team {number} med uppgifter som omväxlar över året, och ")
                .Append("tar eget ansvar för att arbetet blir bra.\n");
        }

        return text.ToString();
    }
}
