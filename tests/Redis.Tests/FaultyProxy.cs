using System.Net;
using System.Net.Sockets;

namespace Matching.Redis.Tests;

/// <summary>
/// Stands between a client and a server on loopback and does to what the server sends what a network does: cuts it
/// after so many bytes, holds it up, or hands it on in small pieces. Safe for concurrent use.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly IPEndPoint _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Link> _links = [];
    private readonly Task _accepting;
    private volatile Func<int, Fault> _faults = _ => Fault.None;
    private int _accepted;
    private int _cuts;

    public FaultyProxy(string host, int port)
    {
        _server = new IPEndPoint(IPAddress.Parse(host), port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Accepted => Volatile.Read(ref _accepted);

    public int Cuts => Volatile.Read(ref _cuts);

    public int Open
    {
        get
        {
            lock (_links)
            {
                return _links.Count;
            }
        }
    }

    /// <summary>What becomes of each connection from now on, by its number.</summary>
    public void Use(Func<int, Fault> faults) => _faults = faults;

    /// <summary>Lets each open connection's server send so many more bytes.</summary>
    public void CutAfter(long bytes) => ForEach(link => link.CutAfter(bytes));

    /// <summary>Cuts every open connection now.</summary>
    public void CutAll() => ForEach(link => link.Cut());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        CutAll();
        _stop.Dispose();
    }

    private void ForEach(Action<Link> action)
    {
        Link[] links;
        lock (_links)
        {
            links = [.. _links];
        }

        Array.ForEach(links, action);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                _ = ServeAsync(client, _faults(Interlocked.Increment(ref _accepted)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client, Fault fault)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var link = new Link(client, server, fault);
        client.NoDelay = true;
        lock (_links)
        {
            _links.Add(link);
        }

        try
        {
            await server.ConnectAsync(_server);
            await Task.WhenAll(link.PassAsync(link.PassRequestsAsync), link.PassAsync(link.PassRepliesAsync));
        }
        catch (SocketException)
        {
            // The server is down: the client sees its connection end.
        }
        finally
        {
            lock (_links)
            {
                _links.Remove(link);
            }

            if (link.IsCut)
            {
                Interlocked.Increment(ref _cuts);
            }
        }
    }

    private sealed class Link(Socket client, Socket server, Fault fault) : IDisposable
    {
        private long _left = fault.CutAfterBytes;
        private int _isCut;

        public bool IsCut => Volatile.Read(ref _isCut) != 0;

        public void CutAfter(long bytes) => Interlocked.Exchange(ref _left, bytes);

        public void Cut()
        {
            if (Interlocked.Exchange(ref _isCut, 1) != 0)
            {
                return;
            }

            if (fault.Resets)
            {
                client.Close(0);
            }

            HangUp();
        }

        /// <summary>Passes bytes one way until one side ends, and then ends both.</summary>
        public async Task PassAsync(Func<Task> pass)
        {
            try
            {
                await pass();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // One of them is gone, or was cut.
            }

            HangUp();
        }

        public async Task PassRequestsAsync()
        {
            var buffer = new byte[64 * 1024];
            for (int count; (count = await client.ReceiveAsync(buffer)) > 0;)
            {
                await SendAllAsync(server, buffer.AsMemory(0, count));
            }
        }

        public async Task PassRepliesAsync()
        {
            var buffer = new byte[64 * 1024];
            for (int count; (count = await server.ReceiveAsync(buffer)) > 0;)
            {
                for (var rest = buffer.AsMemory(0, count); !rest.IsEmpty;)
                {
                    var piece = (int)Math.Min(Math.Min(rest.Length, fault.PieceBytes), Interlocked.Read(ref _left));
                    if (fault.Delay > TimeSpan.Zero)
                    {
                        await Task.Delay(fault.Delay);
                    }

                    await SendAllAsync(client, rest[..piece]);
                    rest = rest[piece..];
                    if (Interlocked.Add(ref _left, -piece) <= 0)
                    {
                        Cut();
                        return;
                    }
                }
            }
        }

        public void Dispose()
        {
            client.Dispose();
            server.Dispose();
        }

        /// <summary>Says goodbye to both. A socket that is closed while it receives would send a reset.</summary>
        private void HangUp()
        {
            foreach (var socket in new[] { client, server })
            {
                try
                {
                    socket.Shutdown(SocketShutdown.Both);
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
                {
                    // It is closed already.
                }
            }
        }

        private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await socket.SendAsync(bytes)..];
            }
        }
    }
}

/// <summary>What becomes of a connection.</summary>
/// <param name="CutAfterBytes">How many bytes of replies come through before it is cut.</param>
/// <param name="Resets">Whether it is cut with a reset, instead of an end.</param>
/// <param name="PieceBytes">How many bytes at most are handed on at once.</param>
/// <param name="Delay">How long each piece is held up.</param>
internal sealed record Fault(
    long CutAfterBytes = long.MaxValue,
    bool Resets = false,
    int PieceBytes = int.MaxValue,
    TimeSpan Delay = default)
{
    public static Fault None { get; } = new();
}
