namespace Matching.Events;

/// <summary>
/// A service's change feed has moved on. Whoever has seen everything up to <see cref="AfterSequence"/> has, with these
/// changes, seen everything up to <see cref="Sequence"/>; whoever has not, reads the feed. Events may be lost, repeated
/// and reordered.
/// </summary>
public sealed record FeedAdvanced
{
    /// <summary>The service whose feed it is, such as <c>vacancy</c>.</summary>
    public required string Feed { get; init; }

    /// <summary>The sequence that this follows.</summary>
    public required long AfterSequence { get; init; }

    /// <summary>The sequence of the last change.</summary>
    public required long Sequence { get; init; }

    /// <summary>
    /// The changes in their order, each the bytes of the feed's own message; none where the feed is to be read for
    /// them: what is personal does not travel by the bus, whose queues and logs an erasure does not reach.
    /// </summary>
    public IReadOnlyList<byte[]> Changes { get; init; } = [];

    /// <summary>
    /// The spans that wrote some of these changes, each as a W3C <c>traceparent</c>, for listeners who trace. Others
    /// may have written as well.
    /// </summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}
