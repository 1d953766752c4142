namespace Matching.Chaos;

/// <summary>What a run does.</summary>
internal sealed record ChaosOptions
{
    /// <summary>
    /// Decides what is called and what breaks, in which order. The machine decides what happens then.
    /// </summary>
    public required int Seed { get; init; }

    /// <summary>How long faults follow one another; each of them happens once, however long that takes.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Only these faults, by their names; all when null.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>Whether RabbitMQ is three nodes in networks of their own, where this machine lets us.</summary>
    public bool UsesCluster { get; init; }

    /// <summary>Whether PostgreSQL's data lies on a disk that can be filled, where this machine lets us.</summary>
    public bool UsesSmallDisk { get; init; }

    /// <summary>Whether the demo region is in the stores before it begins.</summary>
    public bool FillsRegion { get; init; }

    /// <summary>How many openings are pushed to measure freshness; none by default.</summary>
    public int FreshnessSamples { get; init; }

    /// <summary>How many callers there are.</summary>
    public int Workers { get; init; } = 4;

    public required Action<string> Say { get; init; }
}
