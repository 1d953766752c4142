namespace Matching.Hosting;

/// <summary>
/// Keeps for a while what took long to make and can be made again: bytes by subject and variant. In Redis, shared by
/// all replicas, where <see cref="RedisKey"/> says so, else in the process. It never fails: what is away, lost, damaged
/// or not this cache's own is not there. Safe for concurrent use.
/// </summary>
public abstract class HotCache
{
    /// <summary>Configuration key of the server, <c>redis://user:password@host:6379/0</c> or <c>rediss</c>.</summary>
    public const string RedisKey = "REDIS_URL";

    /// <summary>Variants kept of one subject; one more, and all before it go.</summary>
    public const int MaximumVariants = 8;

    /// <summary>A longer value is not kept.</summary>
    public const int MaximumValueBytes = 2 * 1024 * 1024;

    /// <summary>Everything about a subject is gone so long after the first of it was kept.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(10);

    /// <summary>How often what is behind the cache has failed.</summary>
    public virtual long Failures => 0;

    /// <summary>What is kept; null where nothing is. Not to be changed.</summary>
    public abstract Task<byte[]?> GetAsync(string subject, string variant);

    /// <summary>Keeps a value, which must not be changed afterwards.</summary>
    public abstract Task SetAsync(string subject, string variant, byte[] value);

    /// <summary>Forgets everything about a subject.</summary>
    /// <returns>False where it could not be reached and may still be there.</returns>
    public abstract Task<bool> RemoveAsync(string subject);

    /// <summary>Forgets everything about the subjects whose names begin so.</summary>
    /// <returns>False where some could not be reached and may still be there.</returns>
    public abstract Task<bool> RemoveAllAsync(string prefix);
}
