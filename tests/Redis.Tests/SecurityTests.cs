using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Matching.Redis.Tests;

/// <summary>TLS and users.</summary>
public sealed class SecurityTests
{
    private const string Password = "correct-horse-battery";

    private static readonly RedisSettings Users = new()
    {
        Users =
        [
            "default off",
            $"cache on >{Password} ~cache:* &cache:* +@all -@dangerous +info +keys",
            $"reader on >{Password} ~cache:* +get +mget +ping +echo +info +client",
        ],
    };

    [OwnRedisFact]
    public async Task Tls_WithBothCertificates_CarriesEverything()
    {
        await using var server = await RedisServer.StartAsync(
            new RedisSettings { UsesTls = true, AsksForCertificates = true });
        await using var redis = await ConnectionMultiplexer.ConnectAsync(
            Tls(server, server.Certificates!, server.Certificates!.Client));
        var database = redis.GetDatabase();
        var large = new byte[5_000_000];
        new Random(1).NextBytes(large);

        await database.StringSetAsync("large", large);
        var counts = Enumerable.Range(0, 2000).Select(_ => database.StringIncrementAsync("count")).ToArray();
        var heard = new TaskCompletionSource<string>();
        await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal("news"), (_, message) => heard.SetResult(message!));
        await redis.GetSubscriber().PublishAsync(RedisChannel.Literal("news"), "hej");

        var copy = (byte[])(await database.StringGetAsync("large"))!;
        Assert.True(large.AsSpan().SequenceEqual(copy));
        Assert.Equal(Enumerable.Range(1, 2000).Select(i => (long)i), await Task.WhenAll(counts));
        Assert.Equal("hej", await heard.Task);
    }

    [OwnRedisFact]
    public async Task Tls_OfAnotherAuthority_IsRefused()
    {
        await using var server = await RedisServer.StartAsync(new RedisSettings { UsesTls = true });
        using var others = new TestCertificates();

        var error = await Assert.ThrowsAsync<RedisConnectionException>(
            () => ConnectionMultiplexer.ConnectAsync(Tls(server, others, null)));

        Assert.Contains("certificate", error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [OwnRedisFact]
    public async Task Tls_WithoutTheCertificateAskedFor_DoesNotConnect()
    {
        await using var server = await RedisServer.StartAsync(
            new RedisSettings { UsesTls = true, AsksForCertificates = true });

        await Assert.ThrowsAsync<RedisConnectionException>(
            () => ConnectionMultiplexer.ConnectAsync(Tls(server, server.Certificates!, null)));
    }

    [OwnRedisFact]
    public async Task Tls_Reconnecting_GoesOn()
    {
        await using var server = await RedisServer.StartAsync(new RedisSettings { UsesTls = true });
        await using var proxy = new FaultyProxy(server.Host, server.Port);
        var options = Tls(server, server.Certificates!, null);
        options.EndPoints.Clear();
        options.EndPoints.Add(server.Host, proxy.Port);
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
        options.ReconnectRetryPolicy = new LinearRetry(50);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);

        for (var i = 0; i < 5; i++)
        {
            Assert.True(await redis.GetDatabase().StringSetAsync("key", i));
            proxy.CutAll();
            RedisValue value = default;
            for (var attempt = 0; value.IsNull && attempt < 50; attempt++)
            {
                try
                {
                    value = await redis.GetDatabase().StringGetAsync("key");
                }
                catch (Exception exception) when (exception is RedisException or IOException && attempt < 49)
                {
                    await Task.Delay(20);
                }
            }

            Assert.Equal(i, value);
        }
    }

    [OwnRedisTheory]
    [InlineData(RedisProtocol.Resp2)]
    [InlineData(RedisProtocol.Resp3)]
    public async Task User_WithinItsRules_DoesWhatItMay(RedisProtocol protocol)
    {
        await using var server = await RedisServer.StartAsync(Users);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(As(server, "cache", Password, protocol));
        await using var reader = await ConnectionMultiplexer.ConnectAsync(As(server, "reader", Password, protocol));

        Assert.True(await redis.GetDatabase().StringSetAsync("cache:1", "value"));
        Assert.Equal("value", await reader.GetDatabase().StringGetAsync("cache:1"));
        var outside = await Assert.ThrowsAsync<RedisServerException>(() => redis.GetDatabase().StringSetAsync("other:1", 1));
        var write = await Assert.ThrowsAsync<RedisServerException>(() => reader.GetDatabase().StringSetAsync("cache:1", 1));
        var dangerous = await Assert.ThrowsAsync<RedisServerException>(() => redis.GetDatabase().ExecuteAsync("FLUSHALL"));

        Assert.All([outside, write, dangerous], error => Assert.StartsWith("NOPERM", error.Message, StringComparison.Ordinal));
        Assert.All([outside, write, dangerous], error => Assert.DoesNotContain(Password, $"{error}", StringComparison.Ordinal));
    }

    [OwnRedisTheory]
    [InlineData("cache", "wrong-password-of-mine")]
    [InlineData("nobody", Password)]
    [InlineData("default", Password)]
    public async Task User_NotKnownByThatPassword_IsToldSoWithoutThePassword(string user, string password)
    {
        await using var server = await RedisServer.StartAsync(Users);
        var log = new StringWriter();

        var error = await Assert.ThrowsAsync<RedisConnectionException>(
            () => ConnectionMultiplexer.ConnectAsync(As(server, user, password), log));

        Assert.Equal(ConnectionFailureType.AuthenticationFailure, error.FailureType);
        Assert.Contains("WRONGPASS", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(password, $"{error}", StringComparison.Ordinal);
        Assert.DoesNotContain(password, $"{log}", StringComparison.Ordinal);
    }

    private static ConfigurationOptions As(
        RedisServer server, string user, string password, RedisProtocol protocol = RedisProtocol.Resp2) => new()
        {
            EndPoints = { { server.Host, server.Port } },
            User = user,
            Password = password,
            Protocol = protocol,
            ConnectRetry = 1,
        };

    private static ConfigurationOptions Tls(RedisServer server, TestCertificates trusted, X509Certificate2? own)
    {
        var options = new ConfigurationOptions
        {
            EndPoints = { { server.Host, server.Port } },
            Ssl = true,
            SslHost = "localhost",
            ConnectRetry = 1,
            ConnectTimeout = 3000,
        };
        options.CertificateValidation += (_, certificate, _, errors) =>
            !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            && certificate is X509Certificate2 known && trusted.Trusts(known);
        if (own is not null)
        {
            options.CertificateSelection += (_, _, _, _, _) => own;
        }

        return options;
    }
}
