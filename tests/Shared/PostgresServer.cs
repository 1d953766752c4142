using Matching.Servers;

namespace Matching.Testing;

/// <summary>
/// A real PostgreSQL for tests, by the ladder of <see cref="Engines"/>: the server that <c>PG_URI</c> names, which
/// tests share and cannot stop, or one that ends with the process that started it, however that ends.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Common = new(() => StartAsync());
    private static int _databases;

    private readonly TemporaryDirectory? _directory;
    private readonly Server? _server;
    private readonly string _address;

    private PostgresServer(TemporaryDirectory? directory, Engine engine) =>
        (_directory, _server, _address) = (directory, engine.Server, engine.Uri.TrimEnd('/'));

    /// <summary>Why there is no PostgreSQL to test on; null where there is one.</summary>
    public static string? WhyNone => Engines.Named(Engines.PostgresVariable) is not null ? null : WhyNoneOfOnesOwn;

    /// <summary>Why there is none that a test may stop; null where there is one.</summary>
    public static string? WhyNoneOfOnesOwn => Engines.WhyNone(Servers.PostgresServer.IsInstalled, "PostgreSQL");

    private Server Own => _server ?? throw new InvalidOperationException("It is not this test's to stop.");

    /// <summary>One that the tests of this process share; it ends with the process.</summary>
    public static Task<PostgresServer> SharedAsync() => Engines.Named(Engines.PostgresVariable) is { } uri
        ? Task.FromResult(new PostgresServer(null, new Engine(null, uri)))
        : Common.Value;

    /// <summary>One of the test's own, that it may stop.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var directory = new TemporaryDirectory();
        var engine = await Engines.PostgresAsync(
            new EngineSettings(directory.Path, FreePorts.Find(), "test", Lifetime.OfItsStarter), ofOnesOwn: true);
        await engine.Server!.StartAsync(CancellationToken.None);
        return new PostgresServer(directory, engine);
    }

    /// <summary>Where a database is that is not there yet: who opens it creates it.</summary>
    public string NewDatabase() => $"{_address}/test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";

    /// <summary>Kills it as a crash would.</summary>
    public Task KillAsync() => Own.KillAsync();

    /// <summary>Stops it without waiting for anybody to leave.</summary>
    public Task StopAsync() => Own.StopAsync();

    public Task RestartAsync() => Own.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.KillAsync();
            _directory?.Dispose();
        }
    }
}

/// <summary>A test on a real PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.WhyNone;
}
