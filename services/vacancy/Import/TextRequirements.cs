using Matching.Competence;
using CefrLevel = Matching.Competence.V1.CefrLevel;
using Importance = Matching.Vacancies.V1.Requirement.Types.Importance;
using Origin = Matching.Vacancies.V1.Requirement.Types.Origin;
using Type = Matching.Vacancies.V1.Requirement.Types.Type;

namespace Matching.Vacancies.Import;

/// <summary>
/// Adds what an ad's text asks for and its structured fields do not say, with the words it was found in.
/// </summary>
internal sealed class TextRequirements(Taxonomy taxonomy, ConceptExtractor extractor)
{
    public const int Maximum = 40;

    /// <summary>Guesses below this certainty say too little to stand as a requirement.</summary>
    private const double LeastCertainty = 0.5;

    private const ConceptKinds Wanted = ConceptKinds.Skills | ConceptKinds.Language | ConceptKinds.DrivingLicence;

    private static readonly char[] SentenceEnds = ['.', '!', '?', '\n', '•', '·'];

    public void Read(V1.Vacancy vacancy, CancellationToken cancellationToken)
    {
        var text = vacancy.Title + "\n" + vacancy.Description;
        var found = extractor.ExtractAd(text, cancellationToken)
            .Where(mention => !mention.Negated && mention.Certainty >= LeastCertainty && IsWanted(mention))
            .GroupBy(mention => mention.Concept)
            .Select(mentions => Strongest([.. mentions]))
            .OrderByDescending(mention => mention.Importance)
            .ThenBy(mention => mention.Start);
        var added = 0;
        foreach (var mention in found)
        {
            if (vacancy.Requirements.FirstOrDefault(r => r.Concept == mention.Concept.Id) is { } stated)
            {
                FillIn(stated, mention);
            }
            else if (added < Maximum
                && vacancy.Requirements.Count < VacancyChecks.MaxRequirements
                && !IsIncluded(vacancy, mention))
            {
                vacancy.Requirements.Add(ToRequirement(mention, text));
                added++;
            }
        }
    }

    /// <summary>
    /// Of occupations only experience in years says something new, and a language that the text merely names, such as
    /// that of a market, is not asked for.
    /// </summary>
    private static bool IsWanted(Mention mention) => mention.Concept.Kind switch
    {
        ConceptKind.Occupation or ConceptKind.OccupationGroup => mention.Years is > 0 and <= 60,
        ConceptKind.Language =>
            mention.Importance != Competence.Importance.Mentioned || mention.Level != Cefr.None,
        var kind => Wanted.Contains(kind),
    };

    /// <summary>Where a text names a concept more than once, its strongest demand counts.</summary>
    private static Mention Strongest(Mention[] mentions)
    {
        var strongest = mentions.MaxBy(mention => mention.Importance)!;
        return mentions.Length == 1 ? strongest : strongest with
        {
            Level = mentions.Max(mention => mention.Level),
            Years = mentions.Max(mention => mention.Years),
        };
    }

    private static void FillIn(V1.Requirement stated, Mention mention)
    {
        if (stated is { Type: Type.Language, RequiredLevel: CefrLevel.Unspecified })
        {
            stated.RequiredLevel = (CefrLevel)mention.Level;
        }

        if (stated is { Type: Type.Experience, MinYears: 0 })
        {
            stated.MinYears = mention.Years ?? 0;
        }
    }

    /// <summary>True for a driving licence that a holder of one that is asked for has anyway.</summary>
    private bool IsIncluded(V1.Vacancy vacancy, Mention mention) =>
        mention.Concept.Kind == ConceptKind.DrivingLicence
        && vacancy.Requirements.Any(requirement =>
            requirement is { Type: Type.DrivingLicence, Importance: Importance.Must }
            && taxonomy.FindId(requirement.Concept) is { } licence
            && taxonomy.DrivingLicencesIncludedIn(licence).Contains(mention.Concept));

    private static V1.Requirement ToRequirement(Mention mention, string text)
    {
        var (importance, weight) = mention.Importance switch
        {
            Competence.Importance.Must => (Importance.Must, 10.0),
            Competence.Importance.Nice => (Importance.Nice, 5.0),
            _ => (Importance.Nice, 2.0),
        };
        var type = VacancyChecks.TypeOf(mention.Concept.Kind);
        return new V1.Requirement
        {
            Type = type,
            Concept = mention.Concept.Id,
            Importance = importance,
            Weight = weight,
            RequiredLevel = type == Type.Language ? (CefrLevel)mention.Level : CefrLevel.Unspecified,
            MinYears = type == Type.Experience ? mention.Years ?? 0 : 0,
            Origin = Origin.Extracted,
            Quote = Quote(text, mention),
        };
    }

    /// <summary>The sentence around a mention; where it is too long, what stands nearest to the mention.</summary>
    private static string Quote(string text, Mention mention)
    {
        var start = mention.Start == 0 ? 0 : text.LastIndexOfAny(SentenceEnds, mention.Start - 1) + 1;
        var behind = mention.Start + mention.Length;
        var end = text.IndexOfAny(SentenceEnds, behind);
        end = end < 0 ? text.Length : end;
        if (end - start > VacancyChecks.MaxQuote)
        {
            var room = Math.Max(0, VacancyChecks.MaxQuote - mention.Length);
            start = Math.Max(start, Math.Min(mention.Start - room / 2, end - VacancyChecks.MaxQuote));
            start += char.IsLowSurrogate(text[start]) ? 1 : 0;
            end = Math.Min(end, start + VacancyChecks.MaxQuote);
        }

        return VacancyChecks.Cut(text[start..Math.Min(end + 1, text.Length)].Trim(), VacancyChecks.MaxQuote);
    }
}
