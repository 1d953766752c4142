using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Matching.Competence;
using Matching.Vacancies.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Vacancies.Tests;

/// <summary>A real vacancy service, in February 2020, on the built-in taxonomy.</summary>
internal sealed class VacancyServer : IAsyncDisposable
{
    private static readonly Taxonomy Pack = Taxonomy.LoadBuiltIn();
    private static readonly ConceptExtractor Extractor = new(Pack);

    private readonly HostedService _service;

    private VacancyServer(HostedService service) => _service = service;

    public static Taxonomy Taxonomy => Pack;

    public V1.VacancyService.VacancyServiceClient Client => new(_service.Channel);

    public WebApplication App => _service.App;

    public ManualClock Clock => _service.Clock;

    public CollectedLog Log => _service.Log;

    public TemporaryDirectory Data => _service.Data;

    /// <summary>When a call that hangs is given up. Real time, whatever the service's clock says.</summary>
    public static DateTime Deadline => TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5);

    public static async Task<VacancyServer> StartAsync()
    {
        var service = await HostedService.StartAsync(VacancyHost.Build, builder =>
        {
            builder.Services.AddSingleton(Pack);
            builder.Services.AddSingleton(Extractor);
        });
        var start = new DateTimeOffset(2020, 2, 28, 12, 0, 0, TimeSpan.FromHours(1));
        service.Clock.Advance(start - service.Clock.GetUtcNow());
        return new VacancyServer(service);
    }

    /// <summary>Imports a body in messages of a size.</summary>
    public Task<ImportVacanciesResponse> ImportAsync(string body, int messageBytes = 64 * 1024, string system = "") =>
        ImportAsync(Encoding.UTF8.GetBytes(body), messageBytes, system);

    public Task<ImportVacanciesResponse> ImportAsync(byte[] body, int messageBytes = 64 * 1024, string system = "") =>
        ImportAsync(body.Chunk(messageBytes), system);

    public async Task<ImportVacanciesResponse> ImportAsync(IEnumerable<byte[]> pieces, string system = "")
    {
        using var call = Client.ImportVacancies(deadline: Deadline.AddMinutes(30));
        await call.RequestStream.WriteAsync(new ImportVacanciesRequest { System = system });
        foreach (var piece in pieces)
        {
            await call.RequestStream.WriteAsync(new ImportVacanciesRequest
            {
                Content = new Google.Api.HttpBody { Data = UnsafeByteOperations.UnsafeWrap(piece) },
            });
        }

        await call.RequestStream.CompleteAsync();
        var response = await call;
        Assert.Equal(
            response.ReceivedCount,
            response.CreatedCount + response.UpdatedCount + response.UnchangedCount + response.ClosedCount
            + response.UnknownRemovalCount + response.RejectedCount);
        Assert.Equal(Math.Min(response.RejectedCount, 10_000), response.Rejections.Count);
        return response;
    }

    /// <summary>Imports one ad that must be taken, and gets it.</summary>
    public async Task<V1.Vacancy> TakeAsync(string ad, string externalId = "1")
    {
        var response = await ImportAsync(ad);
        Assert.Empty(response.Rejections);
        return await GetAsync(externalId);
    }

    public async Task<V1.Vacancy> GetAsync(string externalId, string system = "jobstream") =>
        await Client.GetVacancyAsync(
            new GetVacancyRequest { Name = $"vacancies/{system}:{externalId}" }, deadline: Deadline);

    public async Task<List<VacancyChange>> ChangesAsync(long since = 0)
    {
        using var call = Client.StreamVacancyChanges(
            new StreamVacancyChangesRequest { SinceSequence = since, StopAtEnd = true }, deadline: Deadline);
        var changes = new List<VacancyChange>();
        await foreach (var change in call.ResponseStream.ReadAllAsync())
        {
            changes.Add(change);
        }

        return changes;
    }

    public Task StopAsync() => _service.StopAsync();

    public Task RestartAsync() => _service.RestartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
