namespace Matching.Interop.Matrix;

/// <summary>
/// A program of this folder that is written on somebody else's library: a client, a server or both. A client takes a
/// host, a port and cases, and says a line for each; a server says its port and runs until its input ends.
/// </summary>
internal sealed record Peer
{
    public required string Name { get; init; }

    /// <summary>What has to be installed, by the names of the programs.</summary>
    public required IReadOnlyList<string> Needs { get; init; }

    /// <summary>Makes it ready to run; it does little where nothing has changed since the last time.</summary>
    public required Func<CancellationToken, Task> PrepareAsync { get; init; }

    /// <summary>The command line of the client, without a host; null for none.</summary>
    public IReadOnlyList<string>? Client { get; init; }

    /// <summary>The command line of the server; null for none.</summary>
    public IReadOnlyList<string>? Server { get; init; }

    /// <summary>Whether it speaks gRPC-Web, to the gateway alone.</summary>
    public bool IsWeb { get; init; }

    /// <summary>The cases that the client runs.</summary>
    public IReadOnlyList<string> ClientCases { get; init; } = [];

    /// <summary>The cases that the server can serve.</summary>
    public IReadOnlyList<string> ServerCases { get; init; } = [];

    /// <summary>What is not installed; null where nothing is missing.</summary>
    public string? Missing => Needs.FirstOrDefault(program => !Programs.IsInstalled(program)) is { } program
        ? $"{program} is not installed."
        : null;

    public override string ToString() => Name;
}
