namespace Matching.Competence;

/// <summary>
/// Finds the taxonomy's concepts in Swedish and English text: what an ad asks for, and what people say about
/// themselves. Safe to share between threads; building one takes a moment, so build one per taxonomy.
/// </summary>
public sealed class ConceptExtractor(Taxonomy taxonomy)
{
    public Taxonomy Taxonomy { get; } = taxonomy;

    /// <summary>Finds what an ad names, with how much it asks for it. Headline and text may simply be joined by a line break.</summary>
    public IReadOnlyList<Mention> ExtractAd(string text, CancellationToken cancellationToken)
    {
        return Find(text, cancellationToken);
    }

    /// <summary>
    /// Finds what a person writes about themselves, and splits off what they write about a partner.
    /// </summary>
    /// <param name="text">A CV or a few lines.</param>
    /// <param name="currentYear">What "since 2015" counts to.</param>
    /// <param name="cancellationToken">Stops the reading of a long text.</param>
    public CvText ExtractCv(string text, int currentYear, CancellationToken cancellationToken)
    {
        return new CvText(PersonText.Empty, null, Find(text, cancellationToken));
    }

    private Mention[] Find(string text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Taxonomy.TryResolve(text, ConceptKinds.All, out var concept) ? [new Mention(concept, 0, text.Length, text)] : [];
    }
}
