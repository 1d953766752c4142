namespace Matching.Redis.Tests;

/// <summary>One Redis for the tests of a class, where there is any.</summary>
public sealed class OneRedis : IAsyncLifetime
{
    internal RedisServer? Server { get; private set; }

    public async Task InitializeAsync() => Server = RedisServer.WhyNone is null ? await RedisServer.StartAsync() : null;

    public async Task DisposeAsync()
    {
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }
    }
}
