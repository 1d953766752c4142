using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Matching.Testing;
using Pipelines.Sockets.Unofficial;

namespace StandIns.Tests;

/// <summary>Sockets as pipes: what arrives, how it ends, and whose memory is whose.</summary>
public sealed class SocketConnectionTests
{
    [Theory]
    [Seeds(5)]
    public async Task Bytes_InPiecesOfAnySize_ArriveInOrder(int seed)
    {
        var random = new Random(seed);
        var sent = new byte[5_000_000];
        random.NextBytes(sent);
        var (near, far) = await PairAsync();
        using var connection = SocketConnection.Create(near);
        using var peer = SocketConnection.Create(far);

        var writing = WriteAsync();
        var received = await ReadToEndAsync(peer.Input);
        await writing;

        Assert.True(sent.AsSpan().SequenceEqual(received));
        Assert.Equal((sent.Length, sent.Length), (connection.BytesSent, peer.BytesRead));
        Assert.Equal((0L, 0L), (connection.GetCounters().BytesWaitingToBeSent, peer.GetCounters().BytesWaitingToBeRead));
        Assert.Equal(PipeShutdownKind.OutputWriterCompleted, connection.ShutdownKind);
        Assert.Equal(PipeShutdownKind.ReadEndOfStream, peer.ShutdownKind);

        async Task WriteAsync()
        {
            for (var rest = sent.AsMemory(); !rest.IsEmpty;)
            {
                var length = Math.Min(rest.Length, 1 + random.Next(random.Next(200_000)));
                await connection.Output.WriteAsync(rest[..length]);
                rest = rest[length..];
            }

            await connection.Output.CompleteAsync();
        }
    }

    [StandInFact]
    public async Task Counters_OfBytesNobodyReads_SayWhereTheyAre()
    {
        var (near, far) = await PairAsync();
        using var connection = SocketConnection.Create(near, name: "counted");
        Assert.Equal(-1, connection.LastReceived);

        await far.SendAsync(new byte[100]);
        var read = await connection.Input.ReadAtLeastAsync(100);
        connection.Input.AdvanceTo(read.Buffer.GetPosition(30), read.Buffer.End);

        Assert.Equal(70, connection.GetCounters().BytesWaitingToBeRead);
        Assert.Equal(0, connection.GetCounters().BytesAvailableOnSocket);
        Assert.Equal(100, ((IMeasuredDuplexPipe)connection).TotalBytesReceived);
        Assert.InRange(connection.LastReceived, 1, 100);
        Assert.Equal("counted", connection.ToString());
    }

    [Fact]
    public async Task Peer_ThatHangsUp_EndsTheInput()
    {
        var (near, far) = await PairAsync();
        using var connection = SocketConnection.Create(near);

        await far.SendAsync("last words"u8.ToArray());
        far.Shutdown(SocketShutdown.Both);

        Assert.Equal("last words"u8.ToArray(), await ReadToEndAsync(connection.Input));
        Assert.Equal(PipeShutdownKind.ReadEndOfStream, connection.ShutdownKind);
        Assert.Equal((SocketError.Success, 0), (connection.SocketError, connection.LastReceived));
    }

    [Fact]
    public async Task Peer_ThatBreaksOff_FailsTheInputWithAReset()
    {
        var (near, far) = await PairAsync();
        using var connection = SocketConnection.Create(near);

        far.Close(0);

        await Assert.ThrowsAsync<ConnectionResetException>(() => ReadToEndAsync(connection.Input));
        Assert.Equal(
            (PipeShutdownKind.ReadSocketError, SocketError.ConnectionReset), (connection.ShutdownKind, connection.SocketError));
    }

    [Fact]
    public async Task ProtocolShutdown_OnlyTheFirstReasonCounts()
    {
        var (near, far) = await PairAsync();
        using var connection = SocketConnection.Create(near);

        Assert.False(connection.TrySetProtocolShutdown(PipeShutdownKind.ReadException));
        Assert.True(connection.TrySetProtocolShutdown(PipeShutdownKind.ProtocolExitClient));
        Assert.False(connection.TrySetProtocolShutdown(PipeShutdownKind.ProtocolExitServer));
        far.Dispose();
        connection.Dispose();

        Assert.Equal(PipeShutdownKind.ProtocolExitClient, connection.ShutdownKind);
    }

    [StandInFact]
    public async Task Dispose_WithAReadAndAPeerWaiting_EndsBoth()
    {
        var (near, far) = await PairAsync();
        var connection = SocketConnection.Create(near);
        var reading = connection.Input.ReadAsync();

        connection.Dispose();

        Assert.True((await reading).IsCanceled);
        Assert.Equal(PipeShutdownKind.PipeDisposed, connection.ShutdownKind);
        Assert.Equal(0, await far.ReceiveAsync(new byte[1]));
        Assert.Equal(-1, connection.GetCounters().BytesAvailableOnSocket);
    }

    /// <summary>Memory that went back to its pool is overwritten at once, as its next user would.</summary>
    [Fact]
    public async Task Complete_WhileAReaderIsAtWork_LeavesItsMemoryUntilItIsDone()
    {
        using var pool = new SpoilingPool();
        var (near, far) = await PairAsync();
        var connection = SocketConnection.Create(near, null, new PipeOptions(pool));
        await far.SendAsync("something to parse"u8.ToArray());
        var read = await connection.Input.ReadAsync();

        connection.Dispose();
        far.Dispose();
        await Task.Delay(50);

        Assert.Equal("something to parse"u8, read.Buffer.ToArray());
        Assert.Equal(0, pool.Returned);
        connection.Input.AdvanceTo(read.Buffer.End);
        await UntilAsync(() => pool.Returned > 0);
    }

    [StandInFact]
    public async Task Complete_WhileAWriterIsAtWork_LeavesItsMemoryUntilItIsDone()
    {
        using var pool = new SpoilingPool();
        var (near, far) = await PairAsync();
        var connection = SocketConnection.Create(near, new PipeOptions(pool));
        var memory = connection.Output.GetMemory(10);

        connection.Dispose();
        far.Dispose();
        await Task.Delay(50);

        Assert.Equal(0, pool.Returned);
        memory.Span[..10].Fill(1);
        connection.Output.Advance(10);
        await UntilAsync(() => pool.Returned > 0);

        // What it wrote never goes out; a client that took it for sent would wait for the answer for ever.
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await connection.Output.FlushAsync());
    }

    [StandInFact]
    public async Task Stream_BothWays_CarriesBytesAndIsDisposed()
    {
        var (near, far) = await PairAsync();
        var stream = new NetworkStream(near, ownsSocket: true);
        var duplex = StreamConnection.GetDuplex(stream, name: "streamed");

        await duplex.Output.WriteAsync("there"u8.ToArray());
        var buffer = new byte[5];
        await far.ReceiveAsync(buffer);
        await far.SendAsync("back"u8.ToArray());
        var read = await duplex.Input.ReadAtLeastAsync(4);

        Assert.Equal("there"u8, buffer);
        Assert.Equal("back"u8, read.Buffer.ToArray());
        Assert.Equal(5, ((IMeasuredDuplexPipe)duplex).TotalBytesSent);
        duplex.Input.AdvanceTo(read.Buffer.End);
        ((IDisposable)duplex).Dispose();
        Assert.False(stream.CanRead);
        Assert.Throws<InvalidOperationException>(() => StreamConnection.GetDuplex(new MemoryStream([], writable: false)));
    }

    [Fact]
    public async Task Stream_Read_GivesItsBytesAndStaysOpen()
    {
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        using var stream = new MemoryStream(bytes);

        Assert.Equal(bytes, await ReadToEndAsync(StreamConnection.GetReader(stream)));
        Assert.True(stream.CanRead);
    }

    internal static async Task<(Socket Near, Socket Far)> PairAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var near = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var connecting = near.ConnectAsync(listener.LocalEndpoint);
        var far = await listener.AcceptSocketAsync();
        await connecting;
        SocketConnection.SetRecommendedClientOptions(near);
        Assert.True(near.NoDelay);
        return (near, far);
    }

    private static async Task<byte[]> ReadToEndAsync(PipeReader reader)
    {
        var received = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await reader.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                received.Write(segment.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                await reader.CompleteAsync();
                return received.WrittenSpan.ToArray();
            }
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    /// <summary>Overwrites what comes back.</summary>
    private sealed class SpoilingPool : MemoryPool<byte>
    {
        private int _returned;

        public int Returned => Volatile.Read(ref _returned);

        public override int MaxBufferSize => int.MaxValue;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Block(this, Math.Max(minBufferSize, 4096));

        protected override void Dispose(bool disposing)
        {
        }

        private sealed class Block(SpoilingPool pool, int length) : IMemoryOwner<byte>
        {
            public Memory<byte> Memory { get; } = new byte[length];

            public void Dispose()
            {
                Memory.Span.Fill(0xDD);
                Interlocked.Increment(ref pool._returned);
            }
        }
    }
}
