using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Pipelines.Sockets.Unofficial;

namespace StandIns.Tests;

/// <summary>The scheduler with its own threads, awaitable socket operations, and the parts of delegates.</summary>
public sealed class PipelinesTests
{
    [StandInFact]
    public async Task Scheduler_MuchWork_IsAllDoneByItsOwnThreadsOrThePool()
    {
        using var scheduler = new DedicatedThreadPoolPipeScheduler("own", workerCount: 3, useThreadPoolQueueLength: 10);
        var names = new ConcurrentBag<string>();
        using var done = new CountdownEvent(5000);
        Assert.Equal((3, 3), (scheduler.WorkerCount, scheduler.AvailableCount));

        Parallel.For(0, 5000, i => scheduler.Schedule(
            _ =>
            {
                names.Add(Thread.CurrentThread.IsThreadPoolThread ? "pool" : Thread.CurrentThread.Name!);
                done.Signal();
            },
            null));

        Assert.True(done.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal(5000, scheduler.TotalServicedByQueue + scheduler.TotalServicedByPool);
        Assert.Equal(scheduler.TotalServicedByQueue, names.Count(name => name == "own"));
        await UntilAsync(() => scheduler.AvailableCount == 3);
    }

    [StandInFact]
    public async Task Scheduler_WithEveryThreadBusy_QueuesAndThenUsesThePool()
    {
        using var scheduler = new DedicatedThreadPoolPipeScheduler(workerCount: 1, useThreadPoolQueueLength: 2);
        using var gate = new ManualResetEventSlim();
        var busy = new TaskCompletionSource();
        var onPool = new TaskCompletionSource<bool>();
        var queued = new TaskCompletionSource<bool>();

        scheduler.Schedule(
            _ =>
            {
                busy.SetResult();
                gate.Wait();
            },
            null);
        await busy.Task;
        Assert.Equal(0, scheduler.AvailableCount);
        scheduler.Schedule(_ => queued.SetResult(Thread.CurrentThread.IsThreadPoolThread), null);
        scheduler.Schedule(_ => throw new InvalidOperationException("It does not end the thread."), null);
        scheduler.Schedule(_ => onPool.SetResult(Thread.CurrentThread.IsThreadPoolThread), null);

        Assert.True(await onPool.Task);
        Assert.False(queued.Task.IsCompleted);
        gate.Set();
        Assert.False(await queued.Task);
        await UntilAsync(() => scheduler.AvailableCount == 1);
        Assert.Equal((3, 1), (scheduler.TotalServicedByQueue, scheduler.TotalServicedByPool));
    }

    [Fact]
    public async Task Scheduler_Disposed_EndsItsThreadsAndUsesThePool()
    {
        var scheduler = new DedicatedThreadPoolPipeScheduler(workerCount: 1);
        var thread = new TaskCompletionSource<Thread>();
        scheduler.Schedule(_ => thread.SetResult(Thread.CurrentThread), null);
        var own = await thread.Task;
        Assert.True(own.IsBackground);

        scheduler.Dispose();
        var after = new TaskCompletionSource<bool>();
        scheduler.Schedule(_ => after.SetResult(Thread.CurrentThread.IsThreadPoolThread), null);

        Assert.True(await after.Task);
        Assert.True(own.Join(TimeSpan.FromSeconds(10)));
        Assert.Equal(0, scheduler.AvailableCount);
    }

    [Fact]
    public async Task SocketOperation_ThatConnects_IsAwaited()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var operation = new SocketAwaitableEventArgs(PipeScheduler.ThreadPool) { RemoteEndPoint = listener.LocalEndpoint };

        if (!socket.ConnectAsync(operation))
        {
            operation.Complete();
        }

        Assert.Equal(0, await operation);
        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task SocketOperation_ThatFails_ThrowsItsError()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var operation = new SocketAwaitableEventArgs { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 1) };

        if (!socket.ConnectAsync(operation))
        {
            operation.Complete();
        }

        var error = await Assert.ThrowsAsync<SocketException>(async () => await operation);
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [Fact]
    public async Task SocketOperation_Aborted_ThrowsTheReasonToWhoAwaitsBeforeAndAfter()
    {
        using var before = new SocketAwaitableEventArgs();
        using var after = new SocketAwaitableEventArgs();
        var waiting = WaitAsync(before);
        Assert.False(waiting.IsCompleted);

        before.Abort(SocketError.TimedOut);
        before.Complete();
        after.Abort();

        Assert.Equal(SocketError.TimedOut, (await Assert.ThrowsAsync<SocketException>(() => waiting)).SocketErrorCode);
        Assert.True(after.IsCompleted);
        Assert.Equal(
            SocketError.OperationAborted,
            (await Assert.ThrowsAsync<SocketException>(() => WaitAsync(after))).SocketErrorCode);
        Assert.Throws<ArgumentException>(() => after.Abort(SocketError.Success));

        static async Task<int> WaitAsync(SocketAwaitableEventArgs operation) => await operation;
    }

    [Fact]
    public void Delegate_OfSeveralParts_GivesThemInOrder()
    {
        Action<List<int>> one = list => list.Add(1);
        Action<List<int>> two = list => list.Add(2);
        var both = one + two;
        var called = new List<int>();

        foreach (var part in (both + one)!.AsEnumerable())
        {
            part(called);
        }

        Assert.Equal([1, 2, 1], called);
        Assert.Equal(2, both.AsEnumerable().Count());
        Assert.True(one.IsSingle());
        Assert.False(both.IsSingle());
        Assert.False(((Action?)null).AsEnumerable().GetEnumerator().MoveNext());
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
