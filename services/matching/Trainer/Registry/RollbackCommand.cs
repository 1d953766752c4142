using System.CommandLine;
using Matching.Matches.V1;

namespace Matching.Trainer;

/// <summary>Lets an earlier model of a running service rank again.</summary>
internal static class RollbackCommand
{
    public static Command Create()
    {
        var address = Service.Address();
        var decision = new DecisionOptions();
        decision.Reason.Required = true;
        var to = new Option<string?>("--to")
        {
            Description = "An earlier champion, or expert-1. Default: the champion before.",
        };
        var command = new Command("rollback", "Goes back to an earlier champion, at once.")
        {
            address, to, decision.Name, decision.Reason,
        };
        command.Do(async (parse, screen, cancellationToken) =>
        {
            using var service = Service.At(parse, address);
            var rolled = await service.Models.RollbackModelAsync(
                new RollbackModelRequest
                {
                    Model = parse.GetValue(to) is { } model ? Service.ModelName(model) : "",
                    Decider = decision.NameIn(parse),
                    Reason = decision.ReasonIn(parse),
                },
                deadline: Service.Deadline,
                cancellationToken: cancellationToken);
            screen.Output.WriteLine($"{rolled.Rollout.Champion} ranks now.");
            return 0;
        });
        return command;
    }
}
