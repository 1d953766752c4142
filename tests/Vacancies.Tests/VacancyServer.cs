using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Matching.Hosting;
using Matching.Vacancies.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matching.Vacancies.Tests;

/// <summary>A real vacancy service on a free port and a directory of its own. An error in its log fails the test.</summary>
internal sealed class VacancyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private readonly ErrorLog _errors;
    private readonly bool _keepDirectory;

    private VacancyServer(WebApplication app, ManualClock clock, string directory, ErrorLog errors, bool keepDirectory)
    {
        _app = app;
        _errors = errors;
        _keepDirectory = keepDirectory;
        Clock = clock;
        Directory = directory;
        _channel = GrpcClients.CreateChannel(app.Addresses().Single());
        Client = new V1.VacancyService.VacancyServiceClient(_channel);
    }

    public V1.VacancyService.VacancyServiceClient Client { get; }

    public Uri Address => _app.Addresses().Single();

    public ManualClock Clock { get; }

    /// <summary>When a call that hangs is given up. Real time, whatever the service's clock says.</summary>
    private static DateTime Deadline => TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5);

    public string Directory { get; }

    public static async Task<VacancyServer> StartAsync(string? directory = null)
    {
        var errors = new ErrorLog();
        var clock = new ManualClock(new DateTimeOffset(2020, 2, 28, 12, 0, 0, TimeSpan.FromHours(1)));
        var path = directory ?? System.IO.Directory.CreateTempSubdirectory("vacancies-").FullName;
        var app = VacancyHost.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                [ServiceHosting.PortKey] = "0",
                [ServiceHosting.DataDirectoryKey] = path,
            });
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddSingleton(BuiltIn.Taxonomy);
            builder.Services.AddSingleton(BuiltIn.Extractor);
            builder.Logging.ClearProviders().AddProvider(errors);
        });
        await app.StartAsync();
        return new VacancyServer(app, clock, path, errors, keepDirectory: directory is not null);
    }

    /// <summary>Imports a body in messages of a size.</summary>
    public Task<ImportVacanciesResponse> ImportAsync(string body, int messageBytes = 64 * 1024, string system = "") =>
        ImportAsync(Encoding.UTF8.GetBytes(body), messageBytes, system);

    public async Task<ImportVacanciesResponse> ImportAsync(byte[] body, int messageBytes = 64 * 1024, string system = "")
    {
        using var call = Client.ImportVacancies(deadline: Deadline);
        for (var start = 0; start == 0 || start < body.Length; start += messageBytes)
        {
            var length = Math.Min(messageBytes, body.Length - start);
            await call.RequestStream.WriteAsync(new ImportVacanciesRequest
            {
                System = start == 0 ? system : "",
                Content = new Google.Api.HttpBody { Data = UnsafeByteOperations.UnsafeWrap(body.AsMemory(start, length)) },
            });
        }

        await call.RequestStream.CompleteAsync();
        var response = await call;
        Assert.Equal(
            response.ReceivedCount,
            response.CreatedCount + response.UpdatedCount + response.UnchangedCount + response.ClosedCount
            + response.UnknownRemovalCount + response.RejectedCount);
        return response;
    }

    public async Task<V1.Vacancy> GetAsync(string externalId, string system = "jobstream") =>
        await Client.GetVacancyAsync(new GetVacancyRequest { Name = $"vacancies/{system}:{externalId}" });

    public async Task<List<VacancyChange>> ChangesAsync(long since = 0)
    {
        using var call = Client.StreamVacancyChanges(new StreamVacancyChangesRequest { SinceSequence = since, StopAtEnd = true }, deadline: Deadline);
        var changes = new List<VacancyChange>();
        await foreach (var change in call.ResponseStream.ReadAllAsync())
        {
            changes.Add(change);
        }

        return changes;
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.DisposeAsync();
        if (!_keepDirectory)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }

        Assert.Empty(_errors.Messages);
    }

    /// <summary>Remembers what is logged as an error.</summary>
    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Messages { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Messages.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>The pack and its extractor, loaded once for all tests.</summary>
internal static class BuiltIn
{
    public static Competence.Taxonomy Taxonomy { get; } = Competence.Taxonomy.LoadBuiltIn();

    public static Competence.ConceptExtractor Extractor { get; } = new(Taxonomy);
}

/// <summary>A clock that moves when it is told to.</summary>
internal sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
