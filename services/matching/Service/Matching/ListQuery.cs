using Matching.Fit;

namespace Matching.Matches;

/// <summary>What is asked of one list: for whom, among which documents, and how a document is judged.</summary>
/// <param name="Subject">The name of the candidate or opening.</param>
/// <param name="Shelf">Where the documents stand.</param>
/// <param name="Keys">A document must have one of these concepts; null where everything is looked at.</param>
/// <param name="Accept">Which documents to look at; null means all.</param>
/// <param name="Pair">What is compared for a document.</param>
/// <param name="Now">The moment to judge at, in Sweden.</param>
/// <param name="Needed">What the candidate must have agreed to.</param>
internal sealed record ListQuery<TEntry>(
    string Subject,
    Shelf<TEntry> Shelf,
    HashSet<int>? Keys,
    Predicate<TEntry>? Accept,
    Func<TEntry, (Candidate Candidate, Opening Opening)> Pair,
    DateTimeOffset Now,
    Consents Needed)
    where TEntry : class, IEntry
{
    /// <summary>Whether a document is found under the keys.</summary>
    public bool Finds(TEntry entry) => Keys is null || entry.Keys.Any(Keys.Contains);
}
