using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.InteropServices;

namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// Runs work on threads of its own, so that it goes on when the thread pool is busy. They start when there is work for
/// them. Work that would wait behind more than the queue holds, or comes after disposal, goes to the thread pool. Safe
/// for concurrent use.
/// </summary>
public sealed class DedicatedThreadPoolPipeScheduler : PipeScheduler, IDisposable
{
    private readonly object _lock = new();
    private readonly Queue<Work> _queue = new();
    private readonly int _queueLength;
    private readonly ThreadPriority _priority;
    private readonly string _name;
    private bool _disposed;
    private int _idle;
    private int _started;
    private long _servicedByQueue;
    private long _servicedByPool;

    /// <summary>Creates a scheduler.</summary>
    /// <param name="name">What its threads are called in a debugger.</param>
    /// <param name="workerCount">At most so many threads, at least one.</param>
    /// <param name="useThreadPoolQueueLength">How much work may wait; 0 for any amount.</param>
    /// <param name="priority">The priority of its threads.</param>
    public DedicatedThreadPoolPipeScheduler(
        string? name = null,
        int workerCount = 5,
        int useThreadPoolQueueLength = 10,
        ThreadPriority priority = ThreadPriority.Normal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        ArgumentOutOfRangeException.ThrowIfNegative(useThreadPoolQueueLength);

        _name = string.IsNullOrWhiteSpace(name) ? nameof(DedicatedThreadPoolPipeScheduler) : name;
        WorkerCount = workerCount;
        _queueLength = useThreadPoolQueueLength == 0 ? int.MaxValue : useThreadPoolQueueLength;
        _priority = priority;
    }

    /// <summary>The threads that could take work now.</summary>
    public int AvailableCount
    {
        get
        {
            lock (_lock)
            {
                return _disposed ? 0 : _idle + WorkerCount - _started;
            }
        }
    }

    /// <summary>How many threads it may have.</summary>
    public int WorkerCount { get; }

    /// <summary>How much work its own threads did.</summary>
    public long TotalServicedByQueue => Volatile.Read(ref _servicedByQueue);

    /// <summary>How much work went to the thread pool.</summary>
    public long TotalServicedByPool => Volatile.Read(ref _servicedByPool);

    /// <inheritdoc/>
    public override void Schedule(Action<object?> action, object? state)
    {
        ArgumentNullException.ThrowIfNull(action);

        if (!TryEnqueue(new Work(action, state)))
        {
            Interlocked.Increment(ref _servicedByPool);
            ThreadPool.Schedule(action, state);
        }
    }

    /// <summary>Lets its threads end when the work that waits is done.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _name;

    private bool TryEnqueue(Work work)
    {
        lock (_lock)
        {
            if (_disposed || _queue.Count >= _queueLength)
            {
                return false;
            }

            _queue.Enqueue(work);
            if (_idle > 0)
            {
                // Counted out here and not by the thread itself, so that the next work wakes another one.
                _idle--;
                Monitor.Pulse(_lock);
                return true;
            }

            if (_started == WorkerCount)
            {
                return true;
            }

            _started++;
        }

        new Thread(Serve) { IsBackground = true, Name = _name, Priority = _priority }.UnsafeStart();
        return true;
    }

    private void Serve()
    {
        while (TryDequeue(out var work))
        {
            Interlocked.Increment(ref _servicedByQueue);
            try
            {
                work.Action(work.State);
            }
            catch (Exception exception)
            {
                // Work that throws is a bug of whoever scheduled it; the thread has others to serve.
                Trace.TraceError($"{_name}: {exception}");
            }
        }
    }

    private bool TryDequeue(out Work work)
    {
        lock (_lock)
        {
            while (!_queue.TryDequeue(out work))
            {
                if (_disposed)
                {
                    return false;
                }

                _idle++;
                Monitor.Wait(_lock);
            }

            return true;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Work(Action<object?> Action, object? State);
}
