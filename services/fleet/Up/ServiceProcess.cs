using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Matching.Hosting;
using Matching.Servers;

namespace Matching.Fleet;

/// <summary>One of the suite's own programs as a process: ready when its health says so.</summary>
/// <param name="name">Its own; of a replica, the replica's.</param>
/// <param name="program">The program's file, beside this one.</param>
/// <param name="grpc">Where it answers gRPC.</param>
internal sealed class ServiceProcess(string name, string program, string directory, Lifetime lifetime, Uri grpc)
    : ProcessServer(name, directory, lifetime), IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lazy<GrpcChannel> _channel = new(() => GrpcClients.CreateChannel(grpc));

    public Uri Grpc => grpc;

    public GrpcChannel Channel => _channel.Value;

    /// <summary>Its settings. What is changed counts from the next start on.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    public override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var health = await new Health.HealthClient(Channel).CheckAsync(
                new HealthCheckRequest(),
                deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Patience,
                cancellationToken: cancellationToken);
            return health.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (RpcException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (_channel.IsValueCreated)
        {
            _channel.Value.Dispose();
        }
    }

    protected override Task<(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment)>
        PrepareAsync(CancellationToken cancellationToken) =>
        Task.FromResult<(IReadOnlyList<string>, IReadOnlyDictionary<string, string>)>(
            (["dotnet", Path.Combine(AppContext.BaseDirectory, program)], Settings));
}
