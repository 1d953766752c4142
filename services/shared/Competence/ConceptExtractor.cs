using Matching.Competence.Text;

namespace Matching.Competence;

/// <summary>
/// Finds the taxonomy's concepts in Swedish and English text: what an ad asks for, and what people say about
/// themselves. Safe to share between threads; it remembers the compounds it has read, so build one per taxonomy.
/// </summary>
public sealed class ConceptExtractor
{
    private readonly Compounds _compounds;
    private readonly Scanner _scanner;
    private readonly DrivingLicenceReader _drivingLicences;

    public ConceptExtractor(Taxonomy taxonomy)
    {
        Taxonomy = taxonomy;
        _compounds = new Compounds(taxonomy);
        _scanner = new Scanner(taxonomy, _compounds);
        _drivingLicences = new DrivingLicenceReader(taxonomy);
    }

    public Taxonomy Taxonomy { get; }

    /// <summary>
    /// Finds what an ad names, in text order, with how much it asks for it. Headline and text may simply be joined by a
    /// line break. Time and memory grow with the length of the text only; limits on it are the caller's.
    /// </summary>
    public IReadOnlyList<Mention> ExtractAd(string text, CancellationToken cancellationToken)
    {
        var (reading, layout, found) = Find(text, isCv: false, cancellationToken);
        LanguageReader.DropAdjectives(reading, layout, found);
        AddLicences(layout, found);
        LanguageReader.ReadLevels(reading, layout, found);
        Demands.Read(reading, layout, found);
        YearsReader.ReadDemanded(reading, layout, found);
        return [.. found.Select(f => f.ToMention(reading))];
    }

    /// <summary>
    /// Finds what a person writes about themselves, and splits off what they write about a partner.
    /// </summary>
    /// <param name="text">A CV or a few lines.</param>
    /// <param name="currentYear">What "since 2015" counts to.</param>
    /// <param name="cancellationToken">Stops the reading of a long text.</param>
    public CvText ExtractCv(string text, int currentYear, CancellationToken cancellationToken)
    {
        var (reading, layout, found) = Find(text, isCv: true, cancellationToken);
        AddLicences(layout, found);
        LanguageReader.ReadLevels(reading, layout, found);
        Demands.ReadDenials(layout, found);
        var hasPartner = PersonScopes.Read(reading, layout, found);
        YearsReader.ReadHad(reading, layout, found, currentYear);
        return new CvText(
            CvAssembly.Assemble(layout, found, Whose.Self),
            hasPartner ? CvAssembly.Assemble(layout, found, Whose.Partner) : null,
            [.. found.Select(f => f.ToMention(reading))]);
    }

    private (Reading Reading, Layout Layout, List<Found> Found) Find(
        string text, bool isCv, CancellationToken cancellationToken)
    {
        var reading = new Reading(text, Taxonomy.NameIndex, cancellationToken);
        var layout = new Layout(reading);
        var found = _scanner.Scan(reading, cancellationToken);
        _drivingLicences.Read(reading, found, isCv);
        PlaceReader.DropOthers(reading, found);
        DropLoneFields(layout, found);
        return (reading, layout, found);
    }

    /// <summary>Fields of education have everyday names; they count only where an education is spoken of.</summary>
    private static void DropLoneFields(Layout layout, List<Found> found) =>
        found.RemoveAll(f => f.Concept.Kind == ConceptKind.EducationField
            && !Has(layout, f, CueKind.Education, cue => cue.First <= f.End && f.First - cue.End <= 6));

    /// <summary>"Legitimerad sjuksköterska" names the occupation and, with it, its licence.</summary>
    private void AddLicences(Layout layout, List<Found> found)
    {
        var added = new List<Found>();
        for (var i = 0; i < found.Count; i++)
        {
            var occupation = found[i];
            if (ConceptKinds.Occupations.Contains(occupation.Concept.Kind)
                && Has(
                    layout,
                    occupation,
                    CueKind.Licensed,
                    cue => cue.First <= occupation.First && occupation.First - cue.End <= 1)
                && _compounds.LicenceFor(occupation.Concept) is { } licence
                && !(i > 0 && found[i - 1].Concept == licence)
                && !(i + 1 < found.Count && found[i + 1].Concept == licence))
            {
                added.Add(new Found(licence, occupation.First, occupation.End, occupation.Certainty));
            }
        }

        if (added.Count > 0)
        {
            found.AddRange(added);
            found.Sort((a, b) => (a.First, a.End).CompareTo((b.First, b.End)));
        }
    }

    private static bool Has(Layout layout, Found found, CueKind kind, Func<Cue, bool> near)
    {
        foreach (var cue in layout.CuesOf(layout.SentenceOf(found.First)))
        {
            if (cue.Kind == kind && near(cue))
            {
                return true;
            }
        }

        return false;
    }
}
