namespace Matching.Competence.Tests;

/// <summary>Taxonomies that are loaded once for all tests.</summary>
internal static class Loaded
{
    private static readonly Lazy<Taxonomy> LazyPack = new(Taxonomy.LoadBuiltIn);
    private static readonly Lazy<Taxonomy> LazyDumps = new(() => Taxonomy.Load(SharedData.PathOf("taxonomy")));

    public static Taxonomy Pack => LazyPack.Value;

    public static Taxonomy Dumps => LazyDumps.Value;
}
