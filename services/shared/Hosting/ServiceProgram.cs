using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching.Hosting;

/// <summary>What the program of a service with a store does, by its first argument.</summary>
public static class ServiceProgram
{
    /// <summary>The argument that has it bring its store up to date and end.</summary>
    public const string MigrateVerb = "migrate";

    /// <summary>
    /// Serves until it is stopped; after <see cref="MigrateVerb"/> it only applies the store's migrations. Answers the
    /// exit code: 0, or 1 after a line in <paramref name="errors"/> that says what is wrong.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, Func<string[], WebApplication> build, TextWriter errors)
    {
        // Settings are written --KEY=value, /KEY value or KEY=value: a bare word is a verb, and a mistyped one must not
        // leave whoever waits for its end with a service that runs.
        var verb = args is [[not ('-' or '/'), ..] word, ..] && !word.Contains('=') ? word : null;
        if (verb is not (null or MigrateVerb))
        {
            await errors.WriteLineAsync($"'{verb}' is not known here: {MigrateVerb}, or nothing to serve.");
            return 1;
        }

        try
        {
            await using var app = build(args);
            await (verb is null
                ? app.RunAsync()
                : app.Services.GetRequiredService<Database>().OpenAsync(CancellationToken.None));
            return 0;
        }
        catch (Exception error) when (verb is not null && IsReason(error))
        {
            var setting = error is NpgsqlException ? $"{Database.PostgresKey}: " : "";
            await errors.WriteLineAsync($"The store cannot be brought up to date: {setting}{error.Message}");
            return 1;
        }
    }

    /// <summary>Whether whoever runs it can do something about it; anything else is a bug.</summary>
    private static bool IsReason(Exception error) =>
        error is DbException or SocketException or TimeoutException or InvalidOperationException
            or IOException or UnauthorizedAccessException;
}
