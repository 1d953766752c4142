using System.Buffers;
using System.Collections.Concurrent;

namespace Interop.Tests.Fuzz;

/// <summary>Sends drawn requests over some connections at once and checks every answer as it comes.</summary>
internal sealed class FuzzRun(Uri server)
{
    private const int Connections = 6;
    private const int RequestsInFlight = 60;
    private const int LeftOpen = 20;
    private const int CodeCancel = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private int _connections;
    private int _silentEnds;

    /// <summary>How often each kind of request ended in each way.</summary>
    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    /// <summary>What should not have been.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>The connections that were used, one after the other where a request ended one.</summary>
    public int Used => _connections;

    /// <summary>
    /// How many of them ended without GOAWAY. It can get lost, because a socket that is closed with requests unread is
    /// reset at once; where it is missing as a rule, a server drops connections.
    /// </summary>
    public int SilentEnds => _silentEnds;

    public Task RunAsync(int seed, int count) => Task.WhenAll(Enumerable.Range(0, Connections)
        .Select(worker => Task.Run(() => WorkAsync(
            new MalformedRequests(unchecked((seed * 1_000_003) + worker)), count / Connections))));

    private async Task WorkAsync(MalformedRequests requests, int count)
    {
        using var window = new SemaphoreSlim(RequestsInFlight);
        var old = new List<Task>();
        var open = new Queue<int>();
        var output = new ArrayBufferWriter<byte>();
        RawConnection? connection = null;
        while (count > 0)
        {
            connection = await RawConnection.ConnectAsync(server, answer => Take(answer, window), Token());
            open.Clear();
            for (; count > 0 && !connection.IsClosing; count--)
            {
                var request = requests.Next();
                await WaitAsync(window, connection);

                output.ResetWrittenCount();
                var stream = connection.Begin(new Answer(request.Kind, request.IsGood));
                request.WriteTo(output, stream);
                Finish(request, connection, stream, open, output, window);
                await connection.ReserveAsync(request.Body.Length, Token());
                await connection.SendAsync(output.WrittenMemory.ToArray(), Token());
            }

            // A connection that is closing still answers what it has taken.
            output.ResetWrittenCount();
            while (open.TryDequeue(out var stream))
            {
                Cancel(connection, stream, output, window);
            }

            await connection.SendAsync(output.WrittenMemory.ToArray(), Token());
            old.Add(CloseAsync(connection));
        }

        await Task.WhenAll(old);
    }

    /// <summary>Waits until one more request may be under way.</summary>
    private static async Task WaitAsync(SemaphoreSlim window, RawConnection connection)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !await window.WaitAsync(100); connection.TryCutOff())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException(
                    "No answer to " + string.Join(", ", connection.Open.Select(answer => answer.Kind).Distinct()));
            }
        }
    }

    /// <summary>Does what a request's ending asks for beyond the request itself.</summary>
    private static void Finish(
        Request request, RawConnection connection, int stream, Queue<int> open, ArrayBufferWriter<byte> output,
        SemaphoreSlim window)
    {
        if (request.Ending == Ending.Reset)
        {
            Cancel(connection, stream, output, window);
        }
        else if (request.Ending == Ending.Open)
        {
            open.Enqueue(stream);
            if (open.Count > LeftOpen)
            {
                Cancel(connection, open.Dequeue(), output, window);
            }
        }
    }

    private static void Cancel(
        RawConnection connection, int stream, ArrayBufferWriter<byte> output, SemaphoreSlim window)
    {
        if (connection.Forget(stream))
        {
            Frames.WriteReset(output, stream, CodeCancel);
            window.Release();
        }
    }

    private async Task CloseAsync(RawConnection connection)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (connection.Open.Any() && !connection.TryCutOff() && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(5);
        }

        foreach (var answer in connection.Open)
        {
            _faults.Enqueue($"{answer.Kind}: no answer");
        }

        Interlocked.Increment(ref _connections);
        if (connection is { IsClosing: true, EndedWithoutWord: true })
        {
            Interlocked.Increment(ref _silentEnds);
        }

        await connection.DisposeAsync();
    }

    private void Take(Answer answer, SemaphoreSlim window)
    {
        _outcomes.AddOrUpdate($"{answer.Kind}: {answer.Summary}", 1, (_, count) => count + 1);
        if (answer.Fault() is { } fault)
        {
            _faults.Enqueue($"{answer.Kind}: {fault}");
        }

        window.Release();
    }

    private static CancellationToken Token() => new CancellationTokenSource(Patience).Token;
}
