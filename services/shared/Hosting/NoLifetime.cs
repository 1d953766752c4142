using Microsoft.Extensions.Hosting;

namespace Matching.Hosting;

/// <summary>For a host within another's process, which starts and stops it: it listens for no signals.</summary>
public sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
