using System.Globalization;
using Matching.Competence;

namespace Matching.Fit;

/// <summary>
/// The sentences for people, in one language. Concepts stand at the beginning or after a colon, where they need no
/// inflection; no sentence addresses its reader, who may be the person, a counsellor or an employer.
/// </summary>
internal abstract class Phrases
{
    private static readonly Phrases Swedish = new SwedishPhrases();
    private static readonly Phrases English = new EnglishPhrases();

    public static Phrases In(Tongue language) => language == Tongue.English ? English : Swedish;

    protected abstract Tongue Language { get; }

    protected abstract NumberFormatInfo Numbers { get; }

    // Criteria.
    public abstract string Label(in Pair pair, Draft draft);

    public abstract string Explain(in Pair pair, Draft draft);

    // Gates and gaps.
    public abstract string OfGate(in Pair pair, GateType gate, bool passed, Concept? subject);

    public abstract string OfGap(in Pair pair, Draft draft, GapAction action);

    /// <summary>An assessor named something as left that the opening does not ask for by itself.</summary>
    public abstract string OfLeft(Concept concept);

    protected abstract string Years(float years);

    protected abstract string Level(Cefr level);

    protected abstract string KindName(OpeningKind kind);

    protected abstract string DrivingLicence(string category);

    /// <summary>Driving licences go by their category, which everybody knows them by.</summary>
    public string Name(Concept concept) =>
        concept is { Kind: ConceptKind.DrivingLicence, Code: { } category }
            ? DrivingLicence(category)
            : concept.Label(Language);

    /// <summary>What the other side has.</summary>
    public string Held(in Pair pair, Draft draft) => draft.Type switch
    {
        CriterionTypes.Language => draft.Assessment is { HeldLevel: not Cefr.None and var level } ? Level(level) : "",
        CriterionTypes.Place => pair.Engine.TravelTo(pair.Candidate, pair.Opening) is { } travel ? Way(travel) : "",
        CriterionTypes.WishedOccupation => Name(pair.Opening.Occupation),
        CriterionTypes.Extent => Extent(pair.Opening),
        CriterionTypes.Kind => KindName(pair.Opening.Kind),
        _ => draft.Assessment.Held is { } held ? WithYears(held, pair.Candidate) : "",
    };

    protected string Number(double value) => value.ToString("0.#", Numbers);

    protected string Whole(double value) => Math.Round(value).ToString("0", Numbers);

    protected string Way(in Travel travel) => $"{Whole(travel.Minutes)} min, {Whole(travel.Kilometres)} km";

    protected static string Extent(Opening opening) => Percent(opening.MinExtentPercent, opening.MaxExtentPercent);

    protected static string Extent(Candidate candidate) =>
        Percent(candidate.MinExtentPercent, candidate.MaxExtentPercent);

    private static string Percent(byte min, byte max) => min == max ? $"{max} %" : $"{min}–{max} %";

    /// <summary>An occupation with the years in it; anything else by itself.</summary>
    protected string WithYears(Concept held, Candidate candidate)
    {
        var years = candidate.Occupations.Where(o => o.Occupation == held).Select(o => o.Years).DefaultIfEmpty().Max();
        return years > 0 ? $"{Name(held)}, {Years(years)}" : Name(held);
    }

    /// <summary>
    /// The rule that demands a licence, with the authority to apply to; null where the taxonomy knows none.
    /// </summary>
    protected static RegulatedRequirement? Rule(in Pair pair, Concept? licence) =>
        pair.Taxonomy.RegulatedRequirements(pair.Opening.Occupation).FirstOrDefault(r => r.Licence == licence);
}
