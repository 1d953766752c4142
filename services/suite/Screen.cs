using System.Globalization;
using Matching.Suite.Demo;
using Spectre.Console;

namespace Matching.Suite;

/// <summary>
/// Tells the person at the terminal how far things are: with bars on a terminal, in plain lines elsewhere.
/// </summary>
internal sealed class Screen(TextWriter output)
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly bool _isTerminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    /// <summary>Writes a line as it is, so that what can be copied is never folded.</summary>
    public void Say(string text) => output.WriteLine(text);

    /// <summary>Shows how a filling goes until it is done.</summary>
    public async Task ShowAsync(FillProgress progress, Task filling)
    {
        if (_isTerminal)
        {
            await ShowBarsAsync(progress, filling);
        }
        else
        {
            await ShowLinesAsync(progress, filling);
        }

        await filling;
    }

    public void SayReady(Hosts hosts, string dataDirectory, TimeSpan elapsed)
    {
        var rest = Loopback(hosts.Http);
        var grpc = Loopback(hosts.Grpc);
        var text = string.Create(CultureInfo.InvariantCulture, $$"""

            Matching is ready after {{elapsed.TotalSeconds:0}} s.

              Portal    {{rest}}
              REST      {{rest}}v1/vacancies
              OpenAPI   {{rest}}openapi.json
              gRPC      {{grpc.Authority}} (HTTP/2 without TLS)
              Data      {{dataDirectory}}

            Try it:

              curl -s {{rest}}v1/matches:previewVacancies -H 'Content-Type: application/json' \
                -d '{"languageCode": "en",
                     "text": "undersköterska, 6 years, Dutch, B2 Swedish, my husband is a welder"}'

            Ctrl-C stops it; the data stays.

            """);
        Say(text);
    }

    private static async Task ShowBarsAsync(FillProgress progress, Task filling) =>
        await AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async context =>
            {
                var bars = progress.Parts
                    .Select(part => (part, context.AddTask(part.Name, maxValue: 1)))
                    .ToArray();
                do
                {
                    foreach (var (part, bar) in bars)
                    {
                        bar.Value = part.Share;
                    }
                }
                while (!await IsDoneAsync(filling, BarInterval));
            });

    private async Task ShowLinesAsync(FillProgress progress, Task filling)
    {
        Say("Filling the empty store with a demo region ...");
        while (!await IsDoneAsync(filling, LineInterval))
        {
            Say("  " + string.Join(", ", progress.Parts.Select(
                part => string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Share:P0}"))));
        }
    }

    private static async Task<bool> IsDoneAsync(Task task, TimeSpan interval)
    {
        await Task.WhenAny(task, Task.Delay(interval, TimeProvider.System, CancellationToken.None));
        return task.IsCompleted;
    }

    /// <summary>An address that this machine can reach, also where the gateway is bound to all of them.</summary>
    private static Uri Loopback(Uri address) =>
        address.Host is "0.0.0.0" or "[::]" ? new UriBuilder(address) { Host = "127.0.0.1" }.Uri : address;
}
