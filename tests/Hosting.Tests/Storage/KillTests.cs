using System.Diagnostics;
using System.Globalization;
using Dapper;

namespace Hosting.Tests.Storage;

/// <summary>
/// What was acknowledged is on disk: a process that writes is killed, again and again, and its word compared.
/// </summary>
public sealed class KillTests
{
    private const int Kills = 4;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Write_ProcessIsKilled_EverythingAcknowledgedIsThere()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("things.db");
        var acknowledged = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var kill = 0; kill < Kills; kill++)
        {
            await WriteUntilKilledAsync(path, lines: 150 + (kill * 97), acknowledged);

            await using var database = await Things.OpenAsync(path);
            var stored = await database.AllAsync();
            Assert.Equal(
                Enumerable.Range(1, stored.Count).Select(i => (long)i), stored.Select(thing => thing.Sequence));
            Assert.Equal(stored.Count, database.Sequence);
            var sequences = stored.ToDictionary(thing => thing.Name, thing => thing.Sequence, StringComparer.Ordinal);
            Assert.All(acknowledged, pair => Assert.Equal(pair.Value, sequences.GetValueOrDefault(pair.Key)));
            Assert.Equal("ok", await database.ReadAsync(
                connection => connection.ExecuteScalarAsync<string>("PRAGMA integrity_check"), CancellationToken.None));
        }
    }

    private static async Task WriteUntilKilledAsync(string path, int lines, Dictionary<string, long> acknowledged)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "exec", typeof(KillTests).Assembly.Location, path },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            for (var i = 0; i < lines; i++)
            {
                Add(await process.StandardOutput.ReadLineAsync(deadline.Token)
                    ?? throw new InvalidOperationException("The writing process ended by itself."));
            }
        }
        finally
        {
            process.Kill();
        }

        // What it said just before it died counts as well; the last line may be cut short.
        var rest = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        foreach (var line in rest.Split('\n').SkipLast(1))
        {
            Add(line);
        }

        await process.WaitForExitAsync(deadline.Token);

        void Add(string line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            acknowledged.Add(line[(space + 1)..], long.Parse(line[..space], CultureInfo.InvariantCulture));
        }
    }
}
