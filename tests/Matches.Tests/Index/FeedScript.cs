using Grpc.Core;
using Matching.Hosting;
using Matching.Vacancies;
using Matching.Vacancies.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Matches.Tests;

/// <summary>
/// A vacancy service at the other end of the wire whose feed a test writes: what is there, what is no longer told, and
/// what a broken version of it would say. Safe for concurrent use.
/// </summary>
internal sealed class FeedScript : VacancyService.VacancyServiceBase
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, VacancyChange> _bySequence = [];
    private readonly Dictionary<string, long> _sequenceOf = new(StringComparer.Ordinal);
    private long _head;
    private long _lowWater;

    /// <summary>How many streams have been opened from nothing.</summary>
    public int FromNothing { get; private set; }

    /// <summary>Completes before a stream from nothing tells its last change.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Hosts it as a service.</summary>
    public WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure)
    {
        var builder = ServiceHosting.CreateService(args, 0, configure);
        builder.Services.AddSingleton(this);
        var app = builder.Build();
        app.MapGrpcService<FeedScript>();
        app.MapMatchingDefaults();
        return app;
    }

    /// <summary>Writes the next change of a vacancy; answers it as the feed tells it.</summary>
    public VacancyChange Put(string name, Action<Vacancy>? edit = null)
    {
        lock (_lock)
        {
            var job = Region.Job("Svetsare", "Härnösand");
            (job.Name, job.State) = (name, Vacancy.Types.State.Open);
            (job.Occupation, job.Workplace.Municipality) = (World.Id("Svetsare"), "2280");
            edit?.Invoke(job);
            var change = new VacancyChange { Sequence = ++_head, Name = name, Version = _head, Vacancy = job };
            Forget(name);
            _bySequence[_head] = change;
            _sequenceOf[name] = _head;
            return change;
        }
    }

    /// <summary>Takes a vacancy out of the feed for good, as if its closing were long ago.</summary>
    public void Sweep(string name)
    {
        lock (_lock)
        {
            Forget(name);
            _lowWater = ++_head;
        }
    }

    /// <summary>The open vacancies, with their titles.</summary>
    public IReadOnlyDictionary<string, string> Open()
    {
        lock (_lock)
        {
            return _bySequence.Values.Where(change => change.Vacancy.State == Vacancy.Types.State.Open)
                .ToDictionary(change => change.Name, change => change.Vacancy.Title, StringComparer.Ordinal);
        }
    }

    public override async Task StreamVacancyChanges(
        StreamVacancyChangesRequest request,
        IServerStreamWriter<VacancyChange> responseStream,
        ServerCallContext context)
    {
        VacancyChange[] changes;
        lock (_lock)
        {
            if (request.SinceSequence > _head || (request.SinceSequence > 0 && request.SinceSequence < _lowWater))
            {
                throw RpcErrors.Create(StatusCode.OutOfRange, "FEED_TRUNCATED", "Read it again from 0.");
            }

            FromNothing += request.SinceSequence == 0 ? 1 : 0;
            changes = [.. _bySequence.Values.Where(change => change.Sequence > request.SinceSequence)];
        }

        for (var i = 0; i < changes.Length; i++)
        {
            if (request.SinceSequence == 0 && i == changes.Length - 1)
            {
                await Gate.WaitAsync(context.CancellationToken);
            }

            await responseStream.WriteAsync(changes[i], context.CancellationToken);
        }

        if (!request.StopAtEnd)
        {
            // Long enough for a reader to follow, and short enough to tell it what has come since.
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, context.CancellationToken);
            throw RpcErrors.Create(StatusCode.Unavailable, "AGAIN", "Go on from there.");
        }
    }

    private void Forget(string name)
    {
        if (_sequenceOf.Remove(name, out var sequence))
        {
            _bySequence.Remove(sequence);
        }
    }
}
