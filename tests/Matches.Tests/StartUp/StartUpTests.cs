using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Matching.Matches.Tests;

/// <summary>The services as programs: what they do with settings that are wrong, and with servers that are away.</summary>
public sealed class StartUpTests
{
    /// <summary>Generous: other tests may keep the machine busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("Matching.Vacancies", "PG_URI", "127.0.0.1:5432/s3cret")]
    [InlineData("Matching.Profiles", "PG_URI", "postgresql://me:s3cret@127.0.0.1/x?sslmode=maybe")]
    [InlineData("Matching.Matches", "AMQP_URI", "http://guest:s3cret@127.0.0.1")]
    public async Task Start_AWrongSetting_EndsAndNamesItWithoutThePassword(string program, string key, string value)
    {
        using var directory = new TemporaryDirectory();
        using var process = Start(program, directory, (key, value));

        var said = await EndAsync(process);

        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains($"{key} ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", said, StringComparison.Ordinal);
    }

    [PostgresFact]
    [Trait("Category", "Slow")]
    public async Task Start_AStoreThatRefuses_EndsAndNamesTheSetting()
    {
        using var directory = new TemporaryDirectory();
        var uri = new UriBuilder((await PostgresServer.SharedAsync()).NewDatabase())
        {
            UserName = "nobody",
            Password = "s3cret",
        }.ToString();
        using var process = Start("Matching.Profiles", directory, ("PG_URI", uri));

        var said = await EndAsync(process);

        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("PG_URI: ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", said, StringComparison.Ordinal);
    }

    /// <summary>It waits for a server that says nothing, and for one that is not there; either way it ends when told.</summary>
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminate_WhileItWaitsForItsStore_EndsAtOnce(bool isSilent)
    {
        using var directory = new TemporaryDirectory();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        if (!isSilent)
        {
            silent.Stop();
        }

        using var process = Start("Matching.Vacancies", directory, ("PG_URI", $"postgresql://me:s3cret@127.0.0.1:{port}/x"));
        using var deadline = new CancellationTokenSource(Patience);
        if (isSilent)
        {
            using var connection = await silent.AcceptTcpClientAsync(deadline.Token);
            await TerminateAsync(process);
        }
        else
        {
            var line = "";
            while (line is not null && !line.Contains("Waiting for", StringComparison.Ordinal))
            {
                line = await process.StandardOutput.ReadLineAsync(deadline.Token);
            }

            await TerminateAsync(process);
        }
    }

    private static async Task TerminateAsync(Process process)
    {
        var told = Stopwatch.GetTimestamp();
        using (Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
        }

        var said = await EndAsync(process);
        Assert.True(Stopwatch.GetElapsedTime(told) < TimeSpan.FromSeconds(20), said);
        Assert.DoesNotContain("s3cret", said, StringComparison.Ordinal);
    }

    private static Process Start(string program, TemporaryDirectory directory, params (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program + ".dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["DATA_DIR"] = directory.Path;
        start.Environment["LISTEN_PORT"] = "0";
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<string> EndAsync(Process process)
    {
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            var said = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
            await process.WaitForExitAsync(deadline.Token);
            return string.Concat(said);
        }
        finally
        {
            process.Kill();
        }
    }
}
