using System.Collections.Concurrent;

namespace Matching.Chaos.Load;

/// <summary>What was written, by whom it was acknowledged, and what may be there at the end.</summary>
internal sealed class History
{
    public Tally Vacancies { get; } = new("vacancies, single");

    public Tally Imports { get; } = new("vacancies, imported");

    public Tally Changes { get; } = new("changes");

    public Tally Closings { get; } = new("closings, removals");

    public Tally Candidates { get; } = new("candidates");

    public Tally Validations { get; } = new("validation results");

    public Tally Erasures { get; } = new("erasures");

    public Tally Rankings { get; } = new("rankings");

    public Tally Feedback { get; } = new("feedback events");

    public Tally Reads { get; } = new("reads");

    public IReadOnlyList<Tally> All =>
        [Vacancies, Imports, Changes, Closings, Candidates, Validations, Erasures, Rankings, Feedback, Reads];

    public ConcurrentBag<Resource> Resources { get; } = [];

    public ConcurrentBag<RankedList> Lists { get; } = [];
}

/// <summary>What a resource is.</summary>
internal enum ResourceKind
{
    Single,
    Imported,
    Candidate,
}

/// <summary>
/// A resource that one worker writes and nobody else. Its text is changed one write after another, so at the end it has
/// the last acknowledged text, or one that was tried after that.
/// </summary>
internal sealed class Resource(ResourceKind kind, string key)
{
    private readonly List<string> _texts = [];

    public ResourceKind Kind => kind;

    /// <summary>Tells it from all others; in its title, its external id or its given name.</summary>
    public string Key => key;

    /// <summary>Known once its creation was acknowledged; for an imported one never.</summary>
    public string? Name { get; set; }

    public string Etag { get; set; } = "";

    public bool IsAcknowledged { get; set; }

    /// <summary>Writes of its text that were acknowledged, the first included.</summary>
    public int Version { get; set; }

    /// <summary>Whether closing or erasing it was tried, and whether that was acknowledged.</summary>
    public bool EndTried { get; set; }

    public bool EndAcknowledged { get; set; }

    /// <summary>Validation results by their issuer, each with whether it was acknowledged.</summary>
    public Dictionary<string, bool> Validations { get; } = new(StringComparer.Ordinal);

    /// <summary>The texts that it may have: the last acknowledged one first.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>The text of a version.</summary>
    public string Text(int version) => $"{key} v{version}";

    public void TryText(string text) => _texts.Add(text);

    public void KeepText(string text)
    {
        _texts.Clear();
        _texts.Add(text);
    }
}

/// <summary>A ranking that was answered, and the feedback on it.</summary>
/// <param name="Subject">The candidate, whose erasure takes it along.</param>
internal sealed record RankedList(string Name, Resource Subject)
{
    public ConcurrentBag<GivenFeedback> Feedback { get; } = [];
}

/// <summary>An event of feedback, and how often the service said that it was new.</summary>
internal sealed record GivenFeedback(Matching.Matches.V1.FeedbackEvent Event, bool IsAcknowledged, int TimesRecorded);
