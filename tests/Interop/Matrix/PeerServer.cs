using System.Diagnostics;
using System.Globalization;

namespace Matching.Interop.Matrix;

/// <summary>A server of a peer, running in a process of its own until it is disposed.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private readonly Process _process;

    private PeerServer(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It did not say its port.</exception>
    public static async Task<PeerServer> StartAsync(Peer peer, CancellationToken cancellationToken)
    {
        await peer.PrepareAsync(cancellationToken);
        var process = Programs.Start(peer.Server!);
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line?.Split(' ') is not ["ready", var port])
        {
            var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
            process.Dispose();
            throw new InvalidOperationException($"The server of {peer.Name} says '{line}' {errors}");
        }

        return new PeerServer(process, new Uri($"http://127.0.0.1:{int.Parse(port, CultureInfo.InvariantCulture)}"));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
