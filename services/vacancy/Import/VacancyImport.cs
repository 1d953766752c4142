using System.Threading.Channels;
using Grpc.Core;
using Matching.Hosting;
using Response = Matching.Vacancies.V1.ImportVacanciesResponse;

namespace Matching.Vacancies.Import;

/// <summary>
/// Takes a feed's body while it arrives: one task cuts it into elements, a few read them, and this one writes them in
/// order, some hundreds to a transaction. What is held at a time is bounded, whatever the size of the body.
/// </summary>
internal sealed class VacancyImport(
    VacancyStore store, AdParts ads, VacancyMapping mapping, TimeProvider clock, ILogger<VacancyImport> log)
{
    private const string StandardSystem = "jobstream";
    private const int PartElements = 256;
    private const int PartBytes = 2 * 1024 * 1024;

    /// <summary>
    /// Parts that are read or wait to be written: each core has one in hand while another is written.
    /// </summary>
    private static readonly int PartsInFlight = Math.Clamp(Environment.ProcessorCount, 2, 8);

    public async Task<Response> RunAsync(
        IAsyncStreamReader<V1.ImportVacanciesRequest> body, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var first = await body.MoveNext(cancellationToken);
        var system = first && body.Current.System.Length > 0 ? body.Current.System : StandardSystem;
        if (!VacancyChecks.IsSystem(system))
        {
            throw RpcErrors.InvalidField("system", "SYSTEM_INVALID", "must be 1 to 50 of a-z, 0-9, '-', '_' and '.'.");
        }

        var tally = new ImportTally(clock.GetUtcNow());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parts = Channel.CreateBounded<Task<FeedItem[]>>(PartsInFlight);
        var cutting = first ? CutAsync(body, system, parts.Writer, stopping.Token) : Task.CompletedTask;
        if (first)
        {
            try
            {
                await foreach (var part in parts.Reader.ReadAllAsync(cancellationToken))
                {
                    tally.Add(await WriteAsync(await part, system, cancellationToken));
                }
            }
            finally
            {
                await stopping.CancelAsync();
                await cutting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        var response = tally.Response;
        response.Sequence = store.Sequence;
        ImportMetrics.Imported(response);
        VacancyLog.Imported(
            log,
            system,
            response.ReceivedCount,
            response.CreatedCount,
            response.UpdatedCount,
            response.UnchangedCount,
            response.ClosedCount,
            response.UnknownRemovalCount,
            response.RejectedCount,
            clock.GetElapsedTime(started).TotalMilliseconds);
        return response;
    }

    /// <summary>Cuts the body into parts and starts to read each; a full channel holds up the sender.</summary>
    private async Task CutAsync(
        IAsyncStreamReader<V1.ImportVacanciesRequest> body,
        string system,
        ChannelWriter<Task<FeedItem[]>> parts,
        CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            var splitter = new ElementSplitter();
            var elements = new List<Element>(PartElements);
            var bytes = 0;
            var more = true;
            while (more)
            {
                splitter.Append((body.Current.Content?.Data ?? Google.Protobuf.ByteString.Empty).Span);
                more = await body.MoveNext(cancellationToken);
                if (!more)
                {
                    splitter.Complete();
                }

                while (splitter.TryRead(out var element))
                {
                    elements.Add(element with { Json = element.Json.ToArray() });
                    bytes += element.Json.Length;
                    if (elements.Count == PartElements || bytes >= PartBytes)
                    {
                        await SendAsync();
                    }
                }
            }

            await SendAsync();

            async Task SendAsync()
            {
                var part = elements.ToArray();
                elements.Clear();
                bytes = 0;
                var reading = Task.Run(() => ads.ReadAsync(part, system, cancellationToken), cancellationToken);
                await parts.WriteAsync(reading, cancellationToken);
            }
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            parts.Complete(failure);
        }
    }

    private Task<Response> WriteAsync(FeedItem[] items, string system, CancellationToken cancellationToken) =>
        items.Length == 0 ? Task.FromResult(new Response()) : store.WriteAsync(
            async write =>
            {
                var now = clock.GetUtcNow();
                var taken = items.Where(item => item.Rejection is null);
                var ids = taken.Select(item => item.ExternalId).Distinct(StringComparer.Ordinal).ToArray();
                var known = ids.Length == 0 ? [] : await VacancyStore.FindBySourceAsync(write, system, ids);
                var part = new ImportPart(known, new ImportTally(now), clock);
                foreach (var item in items)
                {
                    part.Take(item, stale => ads.Read(stale, system, cancellationToken));
                }

                await VacancyStore.SaveAsync(write, part.Changed, mapping.SsykOf);
                await VacancyStore.SaveDigestsAsync(write, part.Noted);
                if (part.Counts.ClosedCount > 0)
                {
                    await VacancyStore.SweepAsync(write, now, PartElements);
                }

                return part.Counts;
            },
            cancellationToken);
}
