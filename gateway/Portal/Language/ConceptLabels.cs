using System.Collections.Concurrent;
using Matching.Competence.V1;
using Matching.Profiles.V1;

namespace Matching.Gateway.Portal.Language;

/// <summary>
/// The labels of concepts in English. Resources carry them in Swedish, so a page in English looks them up, each once: a
/// concept's label does not change while the services run.
/// </summary>
internal sealed class ConceptLabels(CompetenceService.CompetenceServiceClient competence)
{
    private const int MaximumKept = 20_000;
    private const int MaximumAtOnce = 16;

    private readonly ConcurrentDictionary<string, string> _english = new(StringComparer.Ordinal);

    /// <summary>Writes the facts of the person in the language.</summary>
    public async Task TranslateAsync(Candidate? candidate, Tongue tongue, CancellationToken cancellationToken)
    {
        if (candidate is null || tongue == Tongue.Swedish)
        {
            return;
        }

        var labels = await FindAsync(
            [
                .. candidate.Occupations.Select(fact => fact.Occupation),
                .. candidate.Skills.Select(fact => fact.Skill),
                .. candidate.Languages.Select(fact => fact.Language),
                .. candidate.Licences.Select(fact => fact.Licence),
                .. candidate.Educations.SelectMany(fact => new[] { fact.Level, fact.Field, fact.Occupation }),
                .. candidate.Wishes?.Occupations.Select(fact => fact.Occupation) ?? [],
            ],
            tongue,
            cancellationToken);
        foreach (var fact in candidate.Occupations)
        {
            fact.Label = labels.GetValueOrDefault(fact.Occupation, fact.Label);
        }

        foreach (var fact in candidate.Skills)
        {
            fact.Label = labels.GetValueOrDefault(fact.Skill, fact.Label);
        }

        foreach (var fact in candidate.Languages)
        {
            fact.Label = labels.GetValueOrDefault(fact.Language, fact.Label);
        }

        foreach (var fact in candidate.Licences)
        {
            fact.Label = labels.GetValueOrDefault(fact.Licence, fact.Label);
        }

        foreach (var fact in candidate.Educations)
        {
            fact.LevelLabel = labels.GetValueOrDefault(fact.Level, fact.LevelLabel);
            fact.FieldLabel = labels.GetValueOrDefault(fact.Field, fact.FieldLabel);
            fact.OccupationLabel = labels.GetValueOrDefault(fact.Occupation, fact.OccupationLabel);
        }

        foreach (var wish in candidate.Wishes?.Occupations ?? [])
        {
            wish.Label = labels.GetValueOrDefault(wish.Occupation, wish.Label);
        }
    }

    /// <summary>The labels that are not as the resources have them; none in Swedish.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(
        IEnumerable<string> concepts, Tongue tongue, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (tongue == Tongue.Swedish)
        {
            return found;
        }

        foreach (var group in concepts.Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).Chunk(MaximumAtOnce))
        {
            var labels = await Task.WhenAll(group.Select(id => LabelAsync(id, cancellationToken)));
            foreach (var (id, label) in group.Zip(labels))
            {
                if (label is not null)
                {
                    found[id] = label;
                }
            }
        }

        return found;
    }

    private async Task<string?> LabelAsync(string id, CancellationToken cancellationToken)
    {
        if (_english.TryGetValue(id, out var known))
        {
            return known;
        }

        var answer = await competence.SearchConceptsAsync(
            new SearchConceptsRequest { Query = id, LanguageCode = "en", PageSize = 1 },
            cancellationToken: cancellationToken);
        if (answer.Concepts.FirstOrDefault() is not { } concept || concept.Id != id)
        {
            return null;
        }

        if (_english.Count < MaximumKept)
        {
            _english[id] = concept.Label;
        }

        return concept.Label;
    }
}
