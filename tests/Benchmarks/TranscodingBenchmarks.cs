using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Matching.Gateway;
using Matching.Gateway.Json;
using Matching.Gateway.Transcoding;
using Matching.Hosting;
using Matching.Vacancies.V1;

namespace Matching.Benchmarks;

/// <summary>
/// What a REST call costs beside the gRPC call that it becomes: JSON of a usual vacancy to wire bytes and back, beside what
/// Google.Protobuf needs for the same; finding the route; reading a query.
/// </summary>
[MemoryDiagnoser]
public class TranscodingBenchmarks
{
    private const string Path = "/v1/candidates/0190a7c4-6f5e-7d3a-9b1c-2f4e6d8a0b1c:matchVacancies";
    private const string Query = "?filter.places=2283&filter.kinds=OPENING_KIND_JOB&filter.radiusKm=80&pageSize=10&languageCode=en";

    private static readonly ApiContracts Contracts = new();
    private static readonly TranscodingOptions Limits = new();
    private static readonly MessagePlan Plan = MessagePlan.Of(Vacancy.Descriptor);
    private static readonly JsonParser LibraryParser = new(JsonParser.Settings.Default);
    private static readonly JsonFormatter LibraryFormatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    private readonly MessageJsonWriter _writer = new(TypeRegistry.FromFiles(VacancyReflection.Descriptor));
    private byte[] _json = [];
    private byte[] _wire = [];

    [GlobalSetup]
    public void Setup()
    {
        var vacancy = new Vacancy
        {
            Name = "vacancies/0190a7c4-6f5e-7d3a-9b1c-2f4e6d8a0b1c",
            Title = "Undersköterska till hemtjänsten i Sollefteå",
            State = Vacancy.Types.State.Open,
            Employer = new Employer { DisplayName = "Sollefteå kommun", OrganizationNumber = "2120002445" },
            Occupation = "bXNH_MNX_dUR",
            OccupationLabel = "Undersköterska, hemtjänst",
            SsykCode = "5321",
            Workplace = new Workplace { Municipality = "2283", Latitude = 63.166, Longitude = 17.271 },
            MinExtentPercent = 75,
            MaxExtentPercent = 100,
            Positions = 2,
            Description = string.Concat(Enumerable.Repeat("Du ger vård och omsorg i hemmet. B-körkort krävs. ", 20)),
            Etag = "\"7\"",
        };
        for (var number = 0; number < 6; number++)
        {
            vacancy.Requirements.Add(new Requirement { Concept = $"concept-{number}", Label = "Körkort B", Weight = 10 });
        }

        _wire = vacancy.ToByteArray();
        _json = Encoding.UTF8.GetBytes(LibraryFormatter.Format(vacancy));
    }

    [Benchmark]
    public int ReadJson()
    {
        using var output = new PooledBytes(_json.Length);
        using var messages = new MessageJsonReader(output, new FieldErrors(), Contracts.Types);
        var reader = new Utf8JsonReader(_json);
        reader.Read();
        messages.ReadMessage(ref reader, Plan);
        return output.Length;
    }

    /// <summary>The library's way: text, a message, bytes.</summary>
    [Benchmark]
    public int ReadJsonByTheLibrary() =>
        LibraryParser.Parse<Vacancy>(Encoding.UTF8.GetString(_json)).ToByteArray().Length;

    [Benchmark]
    public int WriteJson()
    {
        using var output = new PooledBytes(_json.Length);
        _writer.Write(output, Plan, only: null, _wire);
        return output.Length;
    }

    /// <summary>The library's way: bytes, a message, text.</summary>
    [Benchmark]
    public int WriteJsonByTheLibrary() =>
        Encoding.UTF8.GetBytes(LibraryFormatter.Format(Vacancy.Parser.ParseFrom(_wire))).Length;

    [Benchmark]
    public int FindRoute() => Contracts.Routes.Find(Path, "GET").Segments.Length;

    [Benchmark]
    public int ReadQuery()
    {
        using var output = new PooledBytes();
        new QueryReader(Contracts.Routes.Find(Path, "GET").Route!, Limits, output, new FieldErrors()).Read(Query, bodyGiven: false);
        return output.Length;
    }
}
