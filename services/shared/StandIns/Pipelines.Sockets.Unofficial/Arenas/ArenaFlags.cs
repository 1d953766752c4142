namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>How an arena treats its memory. Flags of the package that are not here change nothing.</summary>
[Flags]
public enum ArenaFlags
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>What is allocated is all zeros.</summary>
    ClearAtReset = 1,

    /// <summary>Memory is wiped before it goes back to where it came from.</summary>
    ClearAtDispose = 2,
}
