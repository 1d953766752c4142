using System.Globalization;
using Matching.Servers;

namespace Matching.Testing;

/// <summary>
/// A real RabbitMQ of a test's own, by the ladder of <see cref="Engines"/>: it ends with the process that started it,
/// however that ends. Tests kill theirs, so the one that <c>AMQP_URI</c> names is left alone.
/// </summary>
internal sealed class RabbitServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly Server _server;

    private RabbitServer(TemporaryDirectory directory, Engine engine) =>
        (_directory, _server, Uri) = (directory, engine.Server!, engine.Uri);

    /// <summary>Why there is no RabbitMQ to test on; null where there is one.</summary>
    public static string? WhyNone => Engines.WhyNone(Servers.RabbitServer.IsInstalled, "RabbitMQ");

    public string Uri { get; }

    public static async Task<RabbitServer> StartAsync()
    {
        var directory = new TemporaryDirectory();
        var node = RabbitNode.OnLoopback();
        var engine = await Engines.RabbitAsync(
            new EngineSettings(directory.Path, node.Port, "test", Lifetime.OfItsStarter), node, ofOnesOwn: true);
        await engine.Server!.StartAsync(CancellationToken.None);
        return new RabbitServer(directory, engine);
    }

    public Task KillAsync() => _server.KillAsync();

    public Task RestartAsync() => _server.StartAsync(CancellationToken.None);

    /// <summary>The messages in a queue; null where there is no such queue.</summary>
    public async Task<int?> DepthAsync(string queue)
    {
        var lines = (await _server.ControlAsync(CancellationToken.None, "list_queues", "name", "messages")).Split('\n');
        return lines.Select(line => line.Split('\t')).FirstOrDefault(fields => fields[0] == queue) is [_, var depth]
            ? int.Parse(depth, CultureInfo.InvariantCulture)
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.KillAsync();
        _directory.Dispose();
    }
}

/// <summary>A test on a real RabbitMQ.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RabbitFactAttribute : FactAttribute
{
    public RabbitFactAttribute() => Skip = RabbitServer.WhyNone;
}
