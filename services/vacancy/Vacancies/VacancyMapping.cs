using Google.Protobuf.WellKnownTypes;
using Matching.Competence;

namespace Matching.Vacancies;

/// <summary>Turns what is stored into what callers see: adds names, labels, the unit group, state and times.</summary>
internal sealed class VacancyMapping(Taxonomy taxonomy)
{
    public V1.Vacancy ToWire(Vacancy vacancy)
    {
        var wire = vacancy.Content.Clone();
        wire.Name = vacancy.Name;
        wire.State = vacancy.State;
        wire.OccupationLabel = Label(wire.Occupation);
        wire.SsykCode = SsykOf(wire.Occupation);
        foreach (var requirement in wire.Requirements)
        {
            requirement.Label = Label(requirement.Concept);
        }

        if (wire.Workplace is { Municipality.Length: > 0 } workplace)
        {
            workplace.MunicipalityLabel = MunicipalityLabel(workplace.Municipality);
        }

        wire.CreateTime = vacancy.CreateTime.ToTimestamp();
        wire.UpdateTime = vacancy.UpdateTime.ToTimestamp();
        wire.CloseTime = vacancy.CloseTime?.ToTimestamp();
        wire.Etag = vacancy.Etag;
        return wire;
    }

    /// <summary>The unit group's code; empty when the taxonomy in use does not know the occupation.</summary>
    public string SsykOf(string occupationId) =>
        taxonomy.FindId(occupationId) is { } occupation ? taxonomy.GroupOf(occupation)?.Code ?? "" : "";

    public string Label(string conceptId) => taxonomy.FindId(conceptId)?.Swedish ?? "";

    public string MunicipalityLabel(string code) => taxonomy.FindCode(ConceptKind.Municipality, code)?.Swedish ?? "";
}
