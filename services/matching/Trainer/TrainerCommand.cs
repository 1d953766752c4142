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

    public static RootCommand Create() => new(
        """
        Shows and measures ranking models.

        Exit codes: 0 done; 1 wrong usage; 2 a file is missing or cannot be read; 3 a measure is below what was asked.
        """)
    {
        ModelsCommand.Create(),
        EvaluateCommand.Create(),
    };
}
