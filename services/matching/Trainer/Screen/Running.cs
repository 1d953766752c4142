using System.CommandLine;
using System.CommandLine.Parsing;
using Grpc.Core;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>
/// How every command runs: what is wrong with its input is a message and an exit code, never a stack.
/// </summary>
internal static class Running
{
    public static void Do(this Command command, Func<ParseResult, Screen, CancellationToken, Task<int>> run) =>
        command.SetAction(async (parse, cancellationToken) =>
        {
            var screen = new Screen(parse.InvocationConfiguration);
            try
            {
                return await run(parse, screen, cancellationToken);
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or SvmLightException
                or BadInputException)
            {
                screen.Error.WriteLine(broken.Message);
                return TrainerCommand.BadInput;
            }
            catch (RpcException refused) when (refused.StatusCode != StatusCode.Cancelled)
            {
                screen.Error.WriteLine(Service.Refusal(refused));
                return TrainerCommand.Refused;
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or RpcException)
            {
                screen.Error.WriteLine("Stopped; nothing was written.");
                return TrainerCommand.Stopped;
            }
        });

    public static void Do(this Command command, Func<ParseResult, Screen, CancellationToken, int> run) =>
        command.Do((parse, screen, cancellationToken) => Task.FromResult(run(parse, screen, cancellationToken)));

    /// <summary>Refuses a number outside of a range as wrong usage.</summary>
    public static Option<T> Within<T>(this Option<T> option, T from, T to)
        where T : IComparable<T>
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0
                && result.GetValueOrDefault<T>() is { } value
                && (value.CompareTo(from) < 0 || value.CompareTo(to) > 0))
            {
                result.AddError(FormattableString.Invariant($"{option.Name} must be from {from} to {to}."));
            }
        });
        return option;
    }

    public static Option<T> Defaults<T>(this Option<T> option, T value)
    {
        option.DefaultValueFactory = _ => value;
        return option;
    }
}
