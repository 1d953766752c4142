using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Matching.Matches.V1;

namespace Matching.Trainer;

/// <summary>Shows which models rank, and sets challenger and shadow.</summary>
internal static class RolloutCommand
{
    private const string Nobody = "none";

    public static Command Create()
    {
        var address = Service.Address();
        var decision = new DecisionOptions();
        decision.Name.Required = false;
        var challenger = new Option<string?>("--challenger")
        {
            Description = "The model that ranks for a share; none ends it.",
        };
        var percent = new Option<double?>("--percent")
        {
            Description = "The challenger's share of all subjects, 0 to 50.",
        };
        var shadow = new Option<string?>("--shadow") { Description = "The model that scores unseen; none ends it." };
        var command = new Command(
            "rollout", "Shows which models rank; with options, sets the challenger, its share, or the model in the shadow.")
        {
            address, challenger, percent, shadow, decision.Name, decision.Reason,
        };
        command.Do(async (parse, screen, cancellationToken) =>
        {
            using var service = Service.At(parse, address);
            var wanted = new ModelRollout { Name = "modelRollout" };
            var mask = new FieldMask();
            Set(parse.GetValue(challenger), "challenger", model => wanted.Challenger = model);
            Set(parse.GetValue(shadow), "shadow", model => wanted.Shadow = model);
            if (parse.GetValue(percent) is { } share)
            {
                wanted.ChallengerPercent = share;
                mask.Paths.Add("challenger_percent");
            }

            if (mask.Paths.Count > 0 && parse.GetValue(decision.Name) is null)
            {
                throw new BadInputException("Who decides? Say it with --name.");
            }

            var rollout = mask.Paths.Count == 0
                ? await service.Models.GetModelRolloutAsync(
                    new GetModelRolloutRequest { Name = wanted.Name },
                    deadline: Service.Deadline,
                    cancellationToken: cancellationToken)
                : await service.Models.UpdateModelRolloutAsync(
                    new UpdateModelRolloutRequest
                    {
                        Rollout = wanted,
                        UpdateMask = mask,
                        Decider = parse.GetValue(decision.Name)!,
                        Reason = decision.ReasonIn(parse),
                    },
                    deadline: Service.Deadline,
                    cancellationToken: cancellationToken);
            Print(rollout, screen.Output);
            return 0;

            void Set(string? model, string path, Action<string> set)
            {
                if (model is not null)
                {
                    set(model == Nobody ? "" : Service.ModelName(model));
                    mask.Paths.Add(path);
                }
            }
        });
        return command;
    }

    private static void Print(ModelRollout rollout, TextWriter output)
    {
        output.WriteLine($"champion {rollout.Champion}");
        output.WriteLine(rollout.Challenger.Length > 0
            ? FormattableString.Invariant(
                $"challenger {rollout.Challenger} for {rollout.ChallengerPercent} % of all subjects")
            : "no challenger");
        output.WriteLine(rollout.Shadow.Length > 0 ? $"shadow {rollout.Shadow}" : "no shadow");
        foreach (var (model, reason) in rollout.Unusable)
        {
            output.WriteLine($"unusable {model}: {reason}");
        }
    }
}
