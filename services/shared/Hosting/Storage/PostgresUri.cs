using Npgsql;

namespace Matching.Hosting;

/// <summary>
/// Reads a connection URI of PostgreSQL, <c>postgresql://user:password@host:port/database?sslmode=require</c>
/// (libpq's documentation, connection URIs), with the parameters that a service has a use for.
/// </summary>
internal static class PostgresUri
{
    /// <param name="database">The database where the URI names none.</param>
    /// <exception cref="InvalidOperationException">Says what is wrong, without the password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text, string database)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgresql" or "postgres"))
        {
            throw Wrong("is not an address such as postgresql://user:password@host:5432/database.");
        }

        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Length > 0 ? uri.Host : "127.0.0.1",
            Port = uri.Port > 0 ? uri.Port : NpgsqlConnection.DefaultPort,
            Database = uri.AbsolutePath is ['/', _, ..] path ? Uri.UnescapeDataString(path[1..]) : database,
            Timeout = 5,
        };
        var user = uri.UserInfo.Split(':', 2);
        connection.Username = Uri.UnescapeDataString(user[0]);
        connection.Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null;
        foreach (var parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = parameter.Split('=', 2);
            Set(connection, pair[0], pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "");
        }

        return connection.Username.Length > 0 ? connection : throw Wrong("names no user.");
    }

    private static void Set(NpgsqlConnectionStringBuilder connection, string name, string value)
    {
        switch (name)
        {
            case "host":
                connection.Host = value;
                break;
            case "sslmode":
                connection.SslMode = Enum.TryParse<SslMode>(
                    value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode)
                    ? mode
                    : throw Wrong($"has sslmode={value}; try disable, prefer, require, verify-ca or verify-full.");
                break;
            case "sslrootcert":
                connection.RootCertificate = value;
                break;
            case "sslcert":
                connection.SslCertificate = value;
                break;
            case "sslkey":
                connection.SslKey = value;
                break;
            case "connect_timeout":
                connection.Timeout = int.TryParse(value, out var seconds) && seconds is > 0 and <= 300
                    ? seconds
                    : throw Wrong("has a connect_timeout that is not 1 to 300 seconds.");
                break;
            case "pool_size":
                connection.MaxPoolSize = int.TryParse(value, out var size) && size is >= 4 and <= 1000
                    ? size
                    : throw Wrong("has a pool_size that is not 4 to 1000.");
                break;
            default:
                throw Wrong($"has a parameter that is not known here: {name}.");
        }
    }

    private static InvalidOperationException Wrong(string what) => new($"{Database.PostgresKey} {what}");
}
