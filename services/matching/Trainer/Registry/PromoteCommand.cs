using System.CommandLine;
using System.Globalization;
using Grpc.Core;
using Matching.Matches.V1;

namespace Matching.Trainer;

/// <summary>Makes a model of a running service the one that ranks.</summary>
internal static class PromoteCommand
{
    public static Command Create()
    {
        var address = Service.Address();
        var decision = new DecisionOptions();
        var model = new Argument<string>("model") { Description = "The model's id." };
        var force = new Option<bool>("--override")
        {
            Description = "Promote it although the check fails; needs a reason, and is kept with it and the name.",
        };
        var dry = new Option<bool>("--dry-run") { Description = "Only check." };
        var command = new Command(
            "promote",
            "Makes a model the champion. The service replays its own judged rankings: the model must be no worse than the "
            + "champion within the interval, and no group worse off beyond the bound. Exits with 3 where that fails.")
        {
            model, address, decision.Name, decision.Reason, force, dry,
        };
        command.Do(async (parse, screen, cancellationToken) =>
        {
            using var service = Service.At(parse, address);
            var request = new PromoteModelRequest
            {
                Name = Service.ModelName(parse.GetValue(model)!),
                Decider = decision.NameIn(parse),
                Reason = decision.ReasonIn(parse),
                Override = parse.GetValue(force),
                ValidateOnly = true,
            };

            // The check comes first by itself: a refusal would not tell its figures.
            var check = (await service.Models.PromoteModelAsync(
                request, deadline: Service.Deadline, cancellationToken: cancellationToken)).Check;
            Print(check, screen.Output);
            if (parse.GetValue(dry) || (!check.Passed && !request.Override))
            {
                return check.Passed ? 0 : TrainerCommand.BelowRequirement;
            }

            request.ValidateOnly = false;
            try
            {
                var promoted = await service.Models.PromoteModelAsync(
                    request, deadline: Service.Deadline, cancellationToken: cancellationToken);
                screen.Output.WriteLine($"{promoted.Rollout.Champion} ranks now.");
                return 0;
            }
            catch (RpcException refused) when (refused.StatusCode == StatusCode.FailedPrecondition)
            {
                screen.Error.WriteLine(Service.Refusal(refused));
                return TrainerCommand.BelowRequirement;
            }
        });
        return command;
    }

    private static void Print(PromotionCheck check, TextWriter output)
    {
        if (check.Replay?.Overall is { } replay)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"On {replay.QueryCount} judged rankings of the service: NDCG@10 {replay.Ndcg10:0.0000} beside "
                + $"{replay.IncumbentNdcg10:0.0000}, {replay.Difference_:+0.0000;-0.0000} "
                + $"[{replay.Lower:0.0000}, {replay.Upper:0.0000}]"));
        }

        if (check.Uploaded?.Overall is { } told)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"As uploaded, on {told.QueryCount} rankings: {told.Difference_:+0.0000;-0.0000} [{told.Lower:0.0000}, {told.Upper:0.0000}]"));
        }

        foreach (var failure in check.Failures)
        {
            output.WriteLine("Against it: " + failure);
        }

        if (check.Passed)
        {
            output.WriteLine("Nothing speaks against it.");
        }
    }
}
