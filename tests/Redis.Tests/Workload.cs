using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Matching.Redis.Tests;

/// <summary>
/// Callers that write and read without a pause, whatever happens, and know what they may be answered: each value says
/// which key and version it is. Only its own worker writes a key, so a read gives the last version that was
/// acknowledged, or one whose write failed and may yet have been done. Anything else is a wrong answer.
/// </summary>
internal sealed class Workload
{
    private const int KeysPerWorker = 8;

    /// <summary>Above every timeout of the client.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IDatabase _database;
    private readonly string _prefix;
    private readonly Worker[] _workers;
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _wrongAnswers = new();
    private volatile bool _isStopped;
    private long _operations;
    private long _longestTicks;
    private Task _running = Task.CompletedTask;

    public Workload(IDatabase database, int seed, int workers = 32)
    {
        _database = database;
        _prefix = $"matching-test:{Guid.CreateVersion7():N}";
        _workers = [.. Enumerable.Range(0, workers).Select(i => new Worker(this, i, new Random(seed + (i * 7919))))];
    }

    /// <summary>Operations that were answered, failures not counted.</summary>
    public long Operations => Interlocked.Read(ref _operations);

    public int Failures => _failures.Values.Sum();

    /// <summary>
    /// Operations that were neither answered nor failed. When a connection dies, the client fails what waits for an
    /// answer and then closes its pipe; what is written between the two is in nobody's hand any more (seen once in 28,000
    /// cuts). Callers therefore have a deadline of their own, as the cache has.
    /// </summary>
    public int Forgotten => _failures.GetValueOrDefault(nameof(TimeoutException));

    public IReadOnlyCollection<string> WrongAnswers => _wrongAnswers;

    /// <summary>
    /// Kinds of failures that say something else than that Redis is away: that an answer was not understood, say. An
    /// internal failure is the client's word for a connection that ends while it is being set up or taken down.
    /// </summary>
    public IEnumerable<string> Misunderstandings => _failures.Keys.Where(kind =>
        !kind.StartsWith(nameof(RedisTimeoutException), StringComparison.Ordinal)
        && kind is not ("ConnectionResetException" or nameof(TaskCanceledException) or nameof(TimeoutException)
            or "RedisConnectionException SocketFailure" or "RedisConnectionException SocketClosed"
            or "RedisConnectionException InternalFailure"
            or "RedisConnectionException UnableToConnect" or "RedisConnectionException UnableToResolvePhysicalConnection"
            or "RedisConnectionException None" or "RedisConnectionException Loading" or "RedisServerException LOADING"));

    public void Start() => _running = Task.WhenAll(_workers.Select(worker => Task.Run(worker.RunAsync)));

    public async Task StopAsync()
    {
        _isStopped = true;
        await _running;
    }

    /// <summary>Waits for so many more answers.</summary>
    public async Task AnswersAsync(long count)
    {
        var enough = Operations + count;
        await UntilAsync(() => Operations >= enough);
    }

    public Task FailuresAsync(int count) => UntilAsync(() => Failures >= count);

    /// <summary>Waits until each worker got an answer to something it asked after now; says how long that took.</summary>
    public async Task<TimeSpan> RecoveryAsync()
    {
        var now = Stopwatch.GetTimestamp();
        await UntilAsync(() => _workers.All(worker => worker.LastAnsweredStart > now));
        return Stopwatch.GetElapsedTime(now);
    }

    /// <summary>Reads every key once more and checks it.</summary>
    public async Task CheckAllAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.CheckAllAsync();
        }
    }

    public override string ToString()
    {
        var longest = (double)Interlocked.Read(ref _longestTicks) / Stopwatch.Frequency;
        var kinds = _failures.OrderBy(kind => kind.Key).Select(kind => $"{Environment.NewLine}  {kind.Key}: {kind.Value}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Operations} operations, {Failures} failures, {_wrongAnswers.Count} wrong answers, longest wait {longest:0.000} s")
            + string.Concat(kinds);
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1))
            {
                throw new TimeoutException(
                    $"It did not come to pass within a minute: {this}{Environment.NewLine}"
                    + string.Join(' ', _workers.Select(worker => worker.ToString()))
                    + Environment.NewLine + _database.Multiplexer.GetStatus());
            }

            await Task.Delay(5);
        }
    }

    private void Note(Exception failure)
    {
        var kind = failure switch
        {
            RedisConnectionException connection => $"{nameof(RedisConnectionException)} {connection.FailureType}",
            RedisServerException server => $"{nameof(RedisServerException)} {server.Message.Split(' ')[0]}",
            _ => failure.GetType().Name,
        };
        _failures.AddOrUpdate(kind, 1, (_, count) => count + 1);
    }

    private sealed class Worker(Workload workload, int number, Random random)
    {
        private readonly Slot[] _slots =
            [.. Enumerable.Range(0, KeysPerWorker).Select(i => new Slot($"{workload._prefix}:{number}:{i}"))];

        private long _lastStart;
        private long _lastAnsweredStart;
        private long _counted;
        private long _countTried;

        public long LastAnsweredStart => Interlocked.Read(ref _lastAnsweredStart);

        public async Task RunAsync()
        {
            while (!workload._isStopped)
            {
                var started = Stopwatch.GetTimestamp();
                Interlocked.Exchange(ref _lastStart, started);
                try
                {
                    await OperateAsync().WaitAsync(Patience);
                    Interlocked.Exchange(ref _lastAnsweredStart, started);
                    Interlocked.Increment(ref workload._operations);
                }
                catch (Exception failure)
                {
                    workload.Note(failure);

                    // One that fails at once would otherwise do nothing but fail.
                    await Task.Delay(5);
                }

                var ticks = Stopwatch.GetTimestamp() - started;
                for (var longest = Interlocked.Read(ref workload._longestTicks); ticks > longest;)
                {
                    longest = Interlocked.CompareExchange(ref workload._longestTicks, ticks, longest);
                }
            }
        }

        /// <summary>How long ago it last asked, and last asked what was answered.</summary>
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{number}: {Ago(ref _lastStart):0.000}/{Ago(ref _lastAnsweredStart):0.000} s");

        private static double Ago(ref long timestamp) =>
            Stopwatch.GetElapsedTime(Interlocked.Read(ref timestamp)).TotalSeconds;

        public async Task CheckAllAsync()
        {
            foreach (var slot in _slots)
            {
                Check(slot, await ReadAsync(slot.Key));
            }
        }

        /// <summary>A busy machine may be late, which is nothing wrong.</summary>
        private async Task<RedisValue> ReadAsync(string key)
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    return await workload._database.StringGetAsync(key);
                }
                catch (RedisTimeoutException) when (tries < 20)
                {
                }
            }
        }

        private async Task OperateAsync()
        {
            var slot = _slots[random.Next(_slots.Length)];
            switch (random.Next(10))
            {
                case 0 or 1 or 2:
                    await WriteAsync(slot);
                    break;
                case 3 or 4 or 5:
                    Check(slot, await workload._database.StringGetAsync(slot.Key));
                    break;
                case 6:
                    var values = await workload._database.StringGetAsync([.. _slots.Select(one => (RedisKey)one.Key)]);
                    Array.ForEach([.. _slots.Zip(values)], pair => Check(pair.First, pair.Second));
                    break;
                case 7:
                    await CountAsync();
                    break;
                case 8:
                    await EchoAsync();
                    break;
                default:
                    var other = workload._workers[random.Next(workload._workers.Length)]._slots[random.Next(KeysPerWorker)];
                    CheckKey(other, await workload._database.StringGetAsync(other.Key));
                    break;
            }
        }

        private async Task WriteAsync(Slot slot)
        {
            // Mostly short; some fill many packets, so that a cut falls into the middle of a reply.
            var padding = random.Next(20) == 0 ? random.Next(100_000) : random.Next(100);
            var version = ++slot.Tried;
            slot.Uncertain.Add(version);
            await workload._database.StringSetAsync(slot.Key, $"{slot.Key}|{version}|{new string('x', padding)}");
            slot.Uncertain.Remove(version);
            slot.Acknowledged = version;
        }

        private async Task CountAsync()
        {
            _countTried++;
            var count = await workload._database.StringIncrementAsync($"{workload._prefix}:{number}:count");
            if (count <= _counted || count > _countTried)
            {
                workload._wrongAnswers.Enqueue($"A count of {count} after {_counted}, {_countTried} tried.");
            }

            _counted = count;
        }

        private async Task EchoAsync()
        {
            var word = $"{number} {random.NextInt64()}";
            var result = (RedisResult[])(await workload._database.ScriptEvaluateAsync(
                "return {ARGV[1], {KEYS[1], 7}}", [_slots[0].Key], [word]))!;
            var inner = (RedisResult[])result[1]!;
            if ((string?)result[0] != word || (string?)inner[0] != _slots[0].Key || (int)inner[1] != 7)
            {
                workload._wrongAnswers.Enqueue($"{result[0]} {inner[0]} {inner[1]} for {word}.");
            }
        }

        private void Check(Slot slot, RedisValue value)
        {
            var version = CheckKey(slot, value);
            if (version != slot.Acknowledged && !slot.Uncertain.Contains(version))
            {
                workload._wrongAnswers.Enqueue(
                    $"{slot.Key} has version {version}, not {slot.Acknowledged} or {string.Join(' ', slot.Uncertain)}.");
            }
        }

        /// <summary>The version of a value, 0 where there is none.</summary>
        private long CheckKey(Slot slot, RedisValue value)
        {
            if (value.IsNull)
            {
                return 0;
            }

            var parts = ((string)value!).Split('|');
            if (parts.Length != 3 || parts[0] != slot.Key || parts[2].AsSpan().ContainsAnyExcept('x'))
            {
                workload._wrongAnswers.Enqueue($"\"{value}\" for {slot.Key}.");
            }

            return long.Parse(parts[1], CultureInfo.InvariantCulture);
        }
    }

    private sealed class Slot(string key)
    {
        public string Key { get; } = key;

        public long Tried { get; set; }

        public long Acknowledged { get; set; }

        public HashSet<long> Uncertain { get; } = [];
    }
}
