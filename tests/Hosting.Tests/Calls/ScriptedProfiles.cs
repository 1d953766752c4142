using System.Collections.Concurrent;
using Grpc.Core;
using Matching.Hosting;
using Matching.Profiles.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hosting.Tests.Calls;

/// <summary>A service that does what a test tells it to, in a host like every other.</summary>
internal sealed class ScriptedProfiles : ProfileService.ProfileServiceBase
{
    private int _calls;

    public Func<ServerCallContext, Task<Candidate>> OnGet { get; set; } = _ => Task.FromResult(new Candidate());

    /// <summary>Sees each request before it is answered.</summary>
    public Action<GetCandidateRequest> OnAsk { get; set; } = _ => { };

    public Func<IServerStreamWriter<ProfileChange>, ServerCallContext, Task> OnStream { get; set; } = (_, _) =>
        Task.CompletedTask;

    /// <summary>What was to be created, each time that it was asked for.</summary>
    public ConcurrentQueue<CreateCandidateRequest> Created { get; } = new();

    public int Calls => _calls;

    public Task<HostedService> StartAsync(Action<WebApplicationBuilder>? configure = null) =>
        HostedService.StartAsync(
            (args, prepare) =>
            {
                var builder = ServiceHosting.CreateService(args, defaultPort: 0, prepare);
                builder.Services.AddSingleton(this);
                var app = builder.Build();
                app.MapGrpcService<ScriptedProfiles>();
                app.MapMatchingDefaults();
                return app;
            },
            configure);

    public override Task<Candidate> GetCandidate(GetCandidateRequest request, ServerCallContext context)
    {
        Interlocked.Increment(ref _calls);
        OnAsk(request);
        return OnGet(context);
    }

    public override Task<Candidate> CreateCandidate(CreateCandidateRequest request, ServerCallContext context)
    {
        Created.Enqueue(request);
        return OnGet(context);
    }

    public override Task StreamProfileChanges(
        StreamProfileChangesRequest request,
        IServerStreamWriter<ProfileChange> responseStream,
        ServerCallContext context)
    {
        Interlocked.Increment(ref _calls);
        return OnStream(responseStream, context);
    }
}
