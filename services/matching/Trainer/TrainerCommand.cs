using System.CommandLine;

namespace Matching.Trainer;

/// <summary>The analysts' command line.</summary>
internal static class TrainerCommand
{
    /// <summary>Wrong usage: what System.CommandLine answers.</summary>
    public const int WrongUsage = 1;

    /// <summary>A file is missing or cannot be read.</summary>
    public const int BadInput = 2;

    /// <summary>A measure is below what was required.</summary>
    public const int BelowRequirement = 3;

    /// <summary>The service cannot be reached, or refuses.</summary>
    public const int Refused = 4;

    /// <summary>Stopped by the user.</summary>
    public const int Stopped = 130;

    public static RootCommand Create() => new(
        """
        Trains, measures, explains and promotes ranking models.

        Exit codes: 0 done; 1 wrong usage; 2 a file is missing, cannot be read or must not be trained on; 3 a measure is
        below what was asked; 4 the service cannot be reached or refuses; 130 stopped.
        """)
    {
        SimulateCommand.Create(),
        ExportCommand.Create(),
        ValidateCommand.Create(),
        TrainCommand.Create(),
        EvaluateCommand.Create(),
        CompareCommand.Create(),
        ExplainCommand.Create(),
        UploadCommand.Create(),
        ListCommand.Create(),
        ShowCommand.Create(),
        PromoteCommand.Create(),
        RollbackCommand.Create(),
        RolloutCommand.Create(),
        ModelsCommand.Create(),
    };
}
