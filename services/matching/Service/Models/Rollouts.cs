using Action = Matching.Matches.V1.ModelDecision.Types.Action;

namespace Matching.Matches;

/// <summary>What decisions do to the rollout: pure changes of the wire message, and nothing else.</summary>
internal static class Rollouts
{
    public const string Name = "modelRollout";

    /// <summary>The expert model is always there to go back to.</summary>
    public const string Expert = "models/expert-1";

    private const int MaximumPrevious = 10;

    /// <summary>What ranks before anybody has decided anything.</summary>
    public static V1.ModelRollout Initial() => new() { Name = Name, Champion = Expert };

    /// <summary>Makes a model the champion; it is no challenger or shadow any more.</summary>
    public static void Promote(V1.ModelRollout rollout, string model)
    {
        if (rollout.Champion == model)
        {
            return;
        }

        SetPrevious(rollout, rollout.PreviousChampions.Prepend(rollout.Champion).Where(name => name != model));
        rollout.Champion = model;
        StopBeside(rollout, model);
    }

    /// <summary>Goes back to an earlier champion, past those that came after it.</summary>
    public static void RollBack(V1.ModelRollout rollout, string model)
    {
        var at = rollout.PreviousChampions.IndexOf(model);
        SetPrevious(rollout, at < 0 ? [] : rollout.PreviousChampions.Skip(at + 1));
        rollout.Champion = model;
        StopBeside(rollout, model);
    }

    /// <summary>Takes a model out wherever it is; the champion before it, at last the expert, takes over.</summary>
    /// <returns>Whether it was in.</returns>
    public static bool Withdraw(V1.ModelRollout rollout, string model)
    {
        var isChampion = rollout.Champion == model;
        var isIn = isChampion || rollout.Challenger == model;
        SetPrevious(rollout, rollout.PreviousChampions.Where(name => name != model));
        StopBeside(rollout, model);
        if (isChampion)
        {
            RollBack(rollout, rollout.PreviousChampions.FirstOrDefault(Expert));
        }

        return isIn;
    }

    /// <summary>What a change of challenger and shadow amounts to.</summary>
    public static IEnumerable<(Action Action, string Model)> Compare(V1.ModelRollout before, V1.ModelRollout after)
    {
        var percentChanged = !before.ChallengerPercent.Equals(after.ChallengerPercent);
        if (before.Challenger.Length > 0 && before.Challenger != after.Challenger)
        {
            yield return (Action.Stop, before.Challenger);
        }

        if (before.Shadow.Length > 0 && before.Shadow != after.Shadow)
        {
            yield return (Action.Stop, before.Shadow);
        }

        if (after.Challenger.Length > 0 && (before.Challenger != after.Challenger || percentChanged))
        {
            yield return (Action.Challenge, after.Challenger);
        }

        if (after.Shadow.Length > 0 && before.Shadow != after.Shadow)
        {
            yield return (Action.Shadow, after.Shadow);
        }
    }

    private static void StopBeside(V1.ModelRollout rollout, string model)
    {
        if (rollout.Challenger == model)
        {
            rollout.Challenger = "";
            rollout.ChallengerPercent = 0;
        }

        if (rollout.Shadow == model)
        {
            rollout.Shadow = "";
        }
    }

    private static void SetPrevious(V1.ModelRollout rollout, IEnumerable<string> models)
    {
        string[] kept = [.. models.Take(MaximumPrevious)];
        rollout.PreviousChampions.Clear();
        rollout.PreviousChampions.Add(kept);
    }
}
