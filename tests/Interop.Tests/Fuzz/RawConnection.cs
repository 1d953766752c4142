using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Interop.Tests.Fuzz;

/// <summary>
/// One HTTP/2 connection over a socket that sends whatever it is given and reads the answers. One caller sends;
/// answers are read beside it.
/// </summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private const int SettingsHeaderTableSize = 1;
    private const int SettingsEnablePush = 2;
    private const int SettingsInitialWindowSize = 4;
    private const int Window = 16 * 1024 * 1024;
    private const int DefaultWindow = 65_535;

    private readonly TcpClient _client = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, Answer> _open = new();
    private readonly Action<Answer> _ended;
    private NetworkStream _stream = null!;
    private Task _reading = Task.CompletedTask;
    private long _sendWindow = DefaultWindow;
    private int _nextStream = 1;
    private long _taken;
    private volatile bool _isClosing;

    private RawConnection(Action<Answer> ended) => _ended = ended;

    /// <summary>Whether the server takes no further requests here.</summary>
    public bool IsClosing => _isClosing;

    /// <summary>Whether the end came without a word; an HTTP/2 server says GOAWAY first.</summary>
    public bool EndedWithoutWord { get; private set; }

    public IEnumerable<Answer> Open => _open.Values;

    /// <param name="ended">Gets each answer when it is whole, on any thread.</param>
    public static async Task<RawConnection> ConnectAsync(
        Uri server, Action<Answer> ended, CancellationToken cancellationToken)
    {
        var connection = new RawConnection(ended);
        connection._client.NoDelay = true;
        await connection._client.ConnectAsync(server.Host, server.Port, cancellationToken);
        connection._stream = connection._client.GetStream();
        await connection.SendAsync(Preface(), cancellationToken);
        connection._reading = Task.Run(connection.ReadAsync, CancellationToken.None);
        return connection;
    }

    /// <summary>Takes the number of the next stream, on which an answer is expected.</summary>
    public int Begin(Answer answer)
    {
        var stream = _nextStream;
        _nextStream += 2;
        _open[stream] = answer;
        return stream;
    }

    /// <summary>Expects no answer any longer; false where it is there already.</summary>
    public bool Forget(int stream) => _open.TryRemove(stream, out _);

    /// <summary>Waits until the server takes so many bytes more: a window that never opens is a hang.</summary>
    public async Task ReserveAsync(int bytes, CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _sendWindow) < bytes && !_isClosing)
        {
            await Task.Delay(1, cancellationToken);
        }

        Interlocked.Add(ref _sendWindow, -bytes);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _stream.WriteAsync(frames, cancellationToken);
        }
        catch (IOException)
        {
            // The server has closed the connection; what it said stands in the frames that are read.
            _isClosing = true;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Counts what was sent to a connection that had just ended; false while it has not.</summary>
    public bool TryCutOff()
    {
        if (!_reading.IsCompleted)
        {
            return false;
        }

        foreach (var stream in _open.Keys)
        {
            End(stream, answer => answer.IsCutOff = true);
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _reading;
        _sending.Dispose();
    }

    private static byte[] Preface()
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        var settings = new byte[18];
        foreach (var (index, (key, value)) in new[]
        {
            (SettingsHeaderTableSize, 0), (SettingsEnablePush, 0), (SettingsInitialWindowSize, Window),
        }.Index())
        {
            BinaryPrimitives.WriteInt16BigEndian(settings.AsSpan(index * 6), (short)key);
            BinaryPrimitives.WriteInt32BigEndian(settings.AsSpan((index * 6) + 2), value);
        }

        Frames.Write(output, Frames.Settings, 0, 0, settings);
        Frames.Write(output, Frames.WindowUpdate, 0, 0, Frames.BigEndian(Window));
        return output.WrittenSpan.ToArray();
    }

    private async Task ReadAsync()
    {
        var saidGoodbye = false;
        try
        {
            var head = new byte[Frames.HeadBytes];
            var buffer = new byte[Frames.MaximumPayloadBytes];
            while (true)
            {
                await _stream.ReadExactlyAsync(head);
                var length = BinaryPrimitives.ReadInt32BigEndian(head) >>> 8;
                var payload = buffer.AsMemory(0, length);
                await _stream.ReadExactlyAsync(payload);
                saidGoodbye |= head[3] == Frames.GoAway;
                await TakeAsync(
                    head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & int.MaxValue, payload);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            EndedWithoutWord = !saidGoodbye;
        }

        _isClosing = true;
    }

    private async Task TakeAsync(byte type, byte flags, int stream, ReadOnlyMemory<byte> payload)
    {
        switch (type)
        {
            case Frames.Headers when _open.TryGetValue(stream, out var answer):
                // The server's header blocks are small: they never need a continuation.
                HeaderBlock.Read(payload.Span, answer.Add);
                break;
            case Frames.Data:
                await GiveBackAsync(payload.Length);
                break;
            case Frames.Reset:
                var code = BinaryPrimitives.ReadInt32BigEndian(payload.Span);
                End(stream, answer => answer.ResetCode = code);
                break;
            case Frames.Settings when (flags & Frames.Acknowledged) == 0:
                await SendAsync(Frame(Frames.Settings, Frames.Acknowledged, []), CancellationToken.None);
                break;
            case Frames.Ping when (flags & Frames.Acknowledged) == 0:
                await SendAsync(Frame(Frames.Ping, Frames.Acknowledged, payload.Span), CancellationToken.None);
                break;
            case Frames.WindowUpdate when stream == 0:
                Interlocked.Add(ref _sendWindow, BinaryPrimitives.ReadInt32BigEndian(payload.Span));
                break;
            case Frames.GoAway:
                _isClosing = true;
                break;
        }

        if (type is Frames.Headers or Frames.Data && (flags & Frames.EndStream) != 0)
        {
            End(stream, _ => { });
        }
    }

    private async Task GiveBackAsync(int bytes)
    {
        _taken += bytes;
        if (_taken > Window / 2)
        {
            var taken = (int)_taken;
            _taken = 0;
            await SendAsync(Frame(Frames.WindowUpdate, 0, Frames.BigEndian(taken)), CancellationToken.None);
        }
    }

    private void End(int stream, Action<Answer> change)
    {
        if (_open.TryRemove(stream, out var answer))
        {
            change(answer);
            _ended(answer);
        }
    }

    private static byte[] Frame(byte type, byte flags, ReadOnlySpan<byte> payload)
    {
        var output = new ArrayBufferWriter<byte>(Frames.HeadBytes + payload.Length);
        Frames.Write(output, type, flags, 0, payload);
        return output.WrittenSpan.ToArray();
    }
}
