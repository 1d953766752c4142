using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Matching.Trainer;

/// <summary>
/// Where a command writes: results to output, progress to error. Progress is a bar on a terminal and plain lines
/// elsewhere.
/// </summary>
internal sealed class Screen(InvocationConfiguration configuration)
{
    /// <summary>How often a plain line is written.</summary>
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly bool _isTerminal =
        ReferenceEquals(configuration.Error, Console.Error) && !Console.IsErrorRedirected;

    public TextWriter Output => configuration.Output;

    public TextWriter Error => configuration.Error;

    /// <summary>Runs work that tells how far it is: done of so many, and a note such as a measure.</summary>
    public T Follow<T>(string title, double total, Func<Action<double, string>, T> work) =>
        _isTerminal ? FollowByBar(title, total, work) : FollowByLines(title, total, work);

    private static T FollowByBar<T>(string title, double total, Func<Action<double, string>, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: total);
                var result = work((done, note) =>
                {
                    task.Value = done;
                    task.Description = Markup.Escape(note.Length > 0 ? $"{title}: {note}" : title);
                });
                task.Value = total;
                return result;
            });
    }

    private T FollowByLines<T>(string title, double total, Func<Action<double, string>, T> work)
    {
        var watch = Stopwatch.StartNew();
        var last = TimeSpan.Zero;
        return work((done, note) =>
        {
            if (watch.Elapsed - last >= LineInterval)
            {
                last = watch.Elapsed;
                Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{title}: {100 * done / total:0} %{(note.Length > 0 ? ", " : "")}{note}"));
            }
        });
    }
}
