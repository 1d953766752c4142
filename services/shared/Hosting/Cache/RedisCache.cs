using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Matching.Hosting;

/// <summary>
/// A cache in Redis: a hash for each subject, a field for each variant, every value sealed. Nobody waits for it longer
/// than <see cref="Patience"/>, and when it has failed some times in a row nobody asks it until it answers again.
/// </summary>
/// <param name="options">Where it is; see <see cref="RedisUrl"/>.</param>
/// <param name="keyAsync">The key that all replicas seal with; an RpcException while it cannot be had.</param>
internal sealed class RedisCache(
    ConfigurationOptions options, Func<CancellationToken, Task<byte[]>> keyAsync, ILogger<RedisCache> log)
    : HotCache, IHostedService, IHealthCheck, IAsyncDisposable
{
    private const string Prefix = "matching:hot:";
    private const int Tolerance = 3;
    private const int ScanPage = 500;

    // A field that is one too many takes the others along. The lifetime is the first field's, so that it is a bound.
    private const string Keep = """
        if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
          redis.call('DEL', KEYS[1])
        end
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        if redis.call('PTTL', KEYS[1]) < 0 then
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
        end
        """;

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>For what nobody waits for.</summary>
    private static readonly TimeSpan BackgroundPatience = TimeSpan.FromSeconds(1);

    private ConnectionMultiplexer? _redis;
    private Breaker? _breaker;
    private volatile Seal? _seal;
    private long _failures;

    /// <summary>How long a call waits for a value.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(50);

    public override long Failures => Interlocked.Read(ref _failures);

    private string Address => $"{options.EndPoints[0]}";

    /// <summary>
    /// Connects, or says what is wrong with the settings; a server that is away is done without until it is there.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = (int)ConnectTimeout.TotalMilliseconds;
        options.AsyncTimeout = (int)BackgroundPatience.TotalMilliseconds;
        options.ReconnectRetryPolicy = new LinearRetry((int)ProbeInterval.TotalMilliseconds);
        options.HeartbeatInterval = ProbeInterval;
        options.ClientName = "matching";
        _redis = await ConnectionMultiplexer.ConnectAsync(options);
        _breaker = new Breaker(Tolerance, ProbeInterval, AnswersAsync);
        try
        {
            // Unlike a ping this tells whether there is such a database.
            await _redis.GetDatabase().KeyExistsAsync(Prefix).WaitAsync(ConnectTimeout, cancellationToken);
        }
        catch (Exception error) when (Refusal(error) is { } refusal)
        {
            await DisposeAsync();
            throw new InvalidOperationException($"{RedisKey}: Redis {Address} refuses: {refusal}", error);
        }
        catch (Exception error) when (IsAway(error))
        {
            HostingLog.CacheAway(log, Address);
        }

        // The key is not to be had before the store is: whoever asks in the background sees to both.
        _breaker.Open();
    }

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public override async Task<byte[]?> GetAsync(string subject, string variant)
    {
        var (answered, value) = await AskAsync(redis => redis.HashGetAsync(Prefix + subject, variant), Patience);
        return answered && (byte[]?)value is { } closed ? _seal!.Open(Place(subject, variant), closed) : null;
    }

    public override Task SetAsync(string subject, string variant, byte[] value)
    {
        if (value.Length > MaximumValueBytes || _seal is not { } seal || _breaker is not { IsOpen: false })
        {
            return Task.CompletedTask;
        }

        var closed = seal.Close(Place(subject, variant), value);
        return AskAsync(
            redis => redis.ScriptEvaluateAsync(
                Keep,
                [Prefix + subject],
                [variant, closed, MaximumVariants, (long)Lifetime.TotalMilliseconds]),
            BackgroundPatience);
    }

    public override async Task<bool> RemoveAsync(string subject) =>
        (await AskAsync(redis => redis.KeyDeleteAsync(Prefix + subject), BackgroundPatience)).Answered;

    public override async Task<bool> RemoveAllAsync(string prefix)
    {
        if (_breaker is not { IsOpen: false } || _redis is not { } connected)
        {
            return false;
        }

        try
        {
            foreach (var server in connected.GetServers().Where(server => !server.IsReplica))
            {
                var keys = new List<RedisKey>(ScanPage);
                await foreach (var key in server.KeysAsync(
                    options.DefaultDatabase ?? 0, $"{Prefix}{prefix}*", ScanPage))
                {
                    keys.Add(key);
                    if (keys.Count == ScanPage)
                    {
                        await connected.GetDatabase().KeyDeleteAsync([.. keys]);
                        keys.Clear();
                    }
                }

                await connected.GetDatabase().KeyDeleteAsync([.. keys]);
            }

            return true;
        }
        catch (Exception error) when (IsAway(error))
        {
            Fail();
            return false;
        }
    }

    /// <summary>Degraded while there is no Redis: everything is made anew then.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_breaker is { IsOpen: false }
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded("Redis does not answer."));

    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _breaker, null)?.Dispose();
        if (Interlocked.Exchange(ref _redis, null) is { } redis)
        {
            await redis.DisposeAsync();
        }
    }

    private static string Place(string subject, string variant) => $"{subject} {variant}";

    private static bool IsAway(Exception error) =>
        error is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException;

    /// <summary>
    /// What a server says that is there and will not have this client; null where that is not the matter.
    /// </summary>
    private static string? Refusal(Exception error) => error switch
    {
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } =>
            "the password is wrong.",
        RedisConnectionException { InnerException: { } inner } => Refusal(inner),
        RedisServerException or RedisCommandException => error.Message,
        _ => null,
    };

    private async Task<(bool Answered, T? Answer)> AskAsync<T>(Func<IDatabase, Task<T>> ask, TimeSpan patience)
    {
        if (_breaker is not { IsOpen: false } breaker || _redis is not { } redis)
        {
            return default;
        }

        try
        {
            var answer = await ask(redis.GetDatabase()).WaitAsync(patience);
            breaker.Succeeded();
            return (true, answer);
        }
        catch (RedisServerException)
        {
            // It answers, if only that it is full, or that something else stands there.
            Interlocked.Increment(ref _failures);
            return default;
        }
        catch (Exception error) when (IsAway(error))
        {
            Fail();
            return default;
        }
    }

    private void Fail()
    {
        Interlocked.Increment(ref _failures);
        _breaker?.Failed();
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            _seal ??= new Seal(await keyAsync(cancellationToken));
            await _redis!.GetDatabase().PingAsync().WaitAsync(BackgroundPatience, cancellationToken);
            return true;
        }
        catch (Exception error) when (IsAway(error) || error is Grpc.Core.RpcException or OperationCanceledException)
        {
            return false;
        }
    }
}
