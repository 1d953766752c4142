using Matching.Competence;
using Matching.Fit;

namespace Matching.Matches.Tests;

/// <summary>The built-in taxonomy, loaded once, and the region that is served when nothing is configured.</summary>
internal static class World
{
    private static readonly Lazy<Taxonomy> LazyTaxonomy = new(Taxonomy.LoadBuiltIn);
    private static readonly Lazy<ConceptExtractor> LazyExtractor = new(() => new ConceptExtractor(Taxonomy));
    private static readonly Lazy<FitEngine> LazyEngine = new(() => new FitEngine(
        Taxonomy, new RegionOptions(new Microsoft.Extensions.Configuration.ConfigurationManager(), Taxonomy).Municipalities));

    public static Taxonomy Taxonomy => LazyTaxonomy.Value;

    public static ConceptExtractor Extractor => LazyExtractor.Value;

    public static FitEngine Engine => LazyEngine.Value;

    public static DateTimeOffset Now { get; } = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public static Concept Find(string text, ConceptKinds kinds = ConceptKinds.All) =>
        Taxonomy.TryResolve(text, kinds, out var concept)
            ? concept
            : throw new ArgumentException($"The taxonomy does not know '{text}'.", nameof(text));

    public static string Id(string text, ConceptKinds kinds = ConceptKinds.All) => Find(text, kinds).Id;
}
