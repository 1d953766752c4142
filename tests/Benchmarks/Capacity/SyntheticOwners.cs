using Grpc.Core;
using Matching.Hosting;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Benchmarks.Capacity;

/// <summary>How much the owners have to tell of.</summary>
internal sealed class SyntheticCounts
{
    public long Openings { get; set; }

    public long People { get; set; }
}

/// <summary>The vacancy service's feed, made up as it is read.</summary>
internal sealed class SyntheticVacancies(SyntheticRegion region, SyntheticCounts counts)
    : VacancyService.VacancyServiceBase
{
    public override async Task StreamVacancyChanges(
        StreamVacancyChangesRequest request,
        IServerStreamWriter<VacancyChange> responseStream,
        ServerCallContext context)
    {
        for (var number = request.SinceSequence + 1; number <= counts.Openings; number++)
        {
            await responseStream.WriteAsync(region.Opening(number), context.CancellationToken);
        }

        await SyntheticOwners.StayAsync(request.StopAtEnd, context);
    }
}

/// <summary>The profile service's feed, made up as it is read.</summary>
internal sealed class SyntheticProfiles(SyntheticRegion region, SyntheticCounts counts)
    : ProfileService.ProfileServiceBase
{
    public override async Task StreamProfileChanges(
        StreamProfileChangesRequest request,
        IServerStreamWriter<ProfileChange> responseStream,
        ServerCallContext context)
    {
        for (var number = request.SinceSequence + 1; number <= counts.People; number++)
        {
            await responseStream.WriteAsync(region.Person(number), context.CancellationToken);
        }

        await SyntheticOwners.StayAsync(request.StopAtEnd, context);
    }
}

/// <summary>Both owners in one host, behind real gRPC.</summary>
internal static class SyntheticOwners
{
    public static WebApplication Build(SyntheticRegion region, SyntheticCounts counts)
    {
        var builder = ServiceHosting.CreateService([], 0);
        builder.Services.AddSingleton(region);
        builder.Services.AddSingleton(counts);
        var app = builder.Build();
        app.MapMatchingDefaults();
        app.MapGrpcService<SyntheticVacancies>();
        app.MapGrpcService<SyntheticProfiles>();
        return app;
    }

    /// <summary>A stream that is to go on stays open, with nothing to tell.</summary>
    internal static Task StayAsync(bool stopAtEnd, ServerCallContext context) => stopAtEnd
        ? Task.CompletedTask
        : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
}
