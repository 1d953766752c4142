using Matching.Competence;

namespace Matching.Suite.Demo;

/// <summary>
/// Turns the tables' labels into concepts. What the loaded taxonomy does not know is left out and remembered.
/// </summary>
internal sealed class Vocabulary(Taxonomy taxonomy)
{
    private readonly Dictionary<(string, ConceptKinds), Concept?> _known = [];
    private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Unknown => _unknown;

    public Taxonomy Taxonomy => taxonomy;

    public Concept? Find(string label, ConceptKinds kinds)
    {
        if (!_known.TryGetValue((label, kinds), out var concept))
        {
            if (!taxonomy.TryResolve(label, kinds, out concept))
            {
                _unknown.Add(label);
            }

            _known.Add((label, kinds), concept);
        }

        return concept;
    }

    public Concept? Occupation(string label) => Find(label, ConceptKinds.Occupation);

    public Concept? Skill(string label) => Find(label, ConceptKinds.Skills);

    public Concept? Group(string ssyk) => taxonomy.FindCode(ConceptKind.OccupationGroup, ssyk);
}
