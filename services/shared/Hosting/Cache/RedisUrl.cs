using System.Globalization;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace Matching.Hosting;

/// <summary>
/// Reads the address of a Redis server, <c>redis://user:password@host:port/database</c>, or <c>rediss</c> with TLS,
/// whose settings are those of <see cref="TlsClient"/>.
/// </summary>
internal static class RedisUrl
{
    private const int StandardPort = 6379;

    /// <exception cref="InvalidOperationException">Says what is wrong, without the password.</exception>
    public static ConfigurationOptions Parse(string text, IConfiguration configuration)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme is not ("redis" or "rediss")
            || url.Host.Length == 0)
        {
            throw Wrong("is not an address such as redis://user:password@host:6379/0.");
        }

        if (url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw Wrong("has parameters, of which none is known here.");
        }

        var database = 0;
        if (url.AbsolutePath is ['/', _, ..] path
            && !int.TryParse(path.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out database))
        {
            throw Wrong("names a database that is not a number, such as /0.");
        }

        var credentials = url.UserInfo.Split(':', 2);
        var options = new ConfigurationOptions
        {
            EndPoints = { { url.Host, url.Port > 0 ? url.Port : StandardPort } },
            DefaultDatabase = database,
            User = credentials[0].Length > 0 ? Uri.UnescapeDataString(credentials[0]) : null,
            Password = credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : null,
            Ssl = url.Scheme == "rediss",
        };
        if (options.Ssl)
        {
            var tls = new TlsClient(configuration);
            options.SslClientAuthenticationOptions = host =>
            {
                var chosen = tls.CreateOptions();
                chosen.TargetHost = host;
                return chosen;
            };
        }

        return options;
    }

    private static InvalidOperationException Wrong(string what) => new($"{HotCache.RedisKey} {what}");
}
