namespace Matching.Testing;

/// <summary>A test on any Redis.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = RedisServer.WhyNone;
}

/// <summary>A parameterised test on any Redis.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RedisTheoryAttribute : TheoryAttribute
{
    public RedisTheoryAttribute() => Skip = RedisServer.WhyNone;
}

/// <summary>A test on a Redis that it configures, stops and starts.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnRedisFactAttribute : FactAttribute
{
    public OwnRedisFactAttribute() => Skip = RedisServer.WhyNoneOfOnesOwn;
}

/// <summary>A parameterised test on a Redis that it configures, stops and starts.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnRedisTheoryAttribute : TheoryAttribute
{
    public OwnRedisTheoryAttribute() => Skip = RedisServer.WhyNoneOfOnesOwn;
}
