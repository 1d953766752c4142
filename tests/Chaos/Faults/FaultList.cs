using System.Globalization;
using Matching.Chaos.Load;
using Matching.Fleet;
using Matching.Hosting;
using Matching.Servers;

namespace Matching.Chaos.Faults;

/// <summary>Every fault that a stage has the parts for.</summary>
internal static class FaultList
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(8);

    public static IEnumerable<Fault> All(Stage stage, Worker importer) =>
    [
        .. stage.Fleet.Services.Select(Kill),
        KillWithinAnImport(stage, importer),
        .. new[] { stage.Fleet.Postgres.Server }.OfType<Server>().Select(Kill),
        .. Rabbit(stage),
        .. Redis(stage),
        .. Disk(stage),
        .. stage.Fleet.Matching.Take(1).Select(replica => Clock(replica, TimeSpan.FromDays(2))),
        Clock(stage.Fleet.Vacancy, TimeSpan.FromHours(1)),
        Clock(stage.Fleet.Profile, TimeSpan.FromHours(-1)),
        Events("events repeated and reordered", stage, stage.Poison.RepeatAsync),
        Events("poison events", stage, stage.Poison.SendAsync),
    ];

    private static Fault Kill(Server server) => new(
        $"{server.Name} killed", (_, _) => server.KillAsync(), server.StartAsync, Short);

    private static Fault Pause(Server server) => new(
        $"{server.Name} stands still", (_, _) => server.PauseAsync(), _ => server.ResumeAsync(), Long);

    private static IEnumerable<Fault> Engine(Server? server) => server is null ? [] : [Kill(server), Pause(server)];

    private static Fault KillWithinAnImport(Stage stage, Worker importer)
    {
        var import = Task.CompletedTask;
        return new Fault(
            "vacancy killed within an import",
            async (random, _) =>
            {
                const int Ads = 400;
                import = importer.ImportAsync(Ads);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)), TimeProvider.System, CancellationToken.None);
                await stage.Fleet.Vacancy.KillAsync();
            },
            async cancellationToken =>
            {
                await stage.Fleet.Vacancy.StartAsync(cancellationToken);
                await import;
            },
            Short);
    }

    private static IEnumerable<Fault> Rabbit(Stage stage)
    {
        if (stage.Network is not { } network)
        {
            return Engine(stage.Fleet.Rabbit.Server);
        }

        var last = network.Servers[^1];
        return
        [
            new Fault(
                "RabbitMQ killed, all nodes",
                (_, _) => Task.WhenAll(network.Servers.Select(server => server.KillAsync())),
                network.StartAsync,
                Short),
            new Fault("RabbitMQ, one node of three stopped", (_, _) => last.StopAsync(), last.StartAsync, Long),
            new Fault("RabbitMQ, one node of three killed", (_, _) => last.KillAsync(), last.StartAsync, Long),
            new Fault(
                "RabbitMQ, one node of three cut off",
                (_, _) => network.PartAsync(network.Servers.Count - 1),
                _ => network.JoinAsync(network.Servers.Count - 1),
                TimeSpan.FromSeconds(25)),
        ];
    }

    private static IEnumerable<Fault> Redis(Stage stage) => stage.Fleet.Redis.Server is not { } server ? [] :
    [
        .. Engine(server),
        new Fault(
            "Redis flushed",
            (_, token) => RedisWire.SayAsync(new Uri(stage.Fleet.Redis.Uri), "FLUSHALL", token),
            _ => Task.CompletedTask,
            TimeSpan.Zero),
    ];

    private static IEnumerable<Fault> Disk(Stage stage) =>
        stage is not { Disk: { } disk, Fleet.Postgres.Server: { } server } ? [] :
        [
            new Fault(
                "PostgreSQL's disk full",
                (_, _) =>
                {
                    disk.Fill();
                    return Task.CompletedTask;
                },
                async cancellationToken =>
                {
                    disk.Free();

                    // A database that cannot write its log ends by itself.
                    await server.StartAsync(cancellationToken);
                },
                Long),
        ];

    private static Fault Clock(ServiceProcess service, TimeSpan step) => new(
        $"{service.Name}'s clock {(step < TimeSpan.Zero ? "back" : "on")} by {step.Duration().TotalHours:0} h, and back again",
        async (_, cancellationToken) =>
        {
            await service.KillAsync();
            service.Settings[Hosting.Clock.Key] = (TimeProvider.System.GetUtcNow() + step).ToString(
                "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
            await service.StartAsync(cancellationToken);
        },
        async cancellationToken =>
        {
            await service.KillAsync();
            service.Settings.Remove(Hosting.Clock.Key);
            await service.StartAsync(cancellationToken);
        },
        Long);

    private static Fault Events(string name, Stage stage, Func<EventBus, Random, CancellationToken, Task> sendAsync) => new(
        name, (random, token) => sendAsync(stage.Bus, random, token), _ => Task.CompletedTask, TimeSpan.Zero);
}
