namespace Matching.Competence.Text;

/// <summary>Puts what was found about one person together, each thing once.</summary>
internal static class CvAssembly
{
    public static PersonText Assemble(Layout layout, List<Found> found, Whose whose)
    {
        var own = found.FindAll(f => !f.Negated && (f.Whose == whose || f.Whose == Whose.Both));
        return new PersonText
        {
            Occupations =
            [
                .. own.Where(f => ConceptKinds.Occupations.Contains(f.Concept.Kind))
                    .GroupBy(f => f.Concept)
                    .Select(g => new StatedOccupation(g.Key, g.Max(f => f.Years), g.Max(f => f.LastYear))),
            ],
            Skills = Concepts(own, ConceptKinds.Skill),
            Licences = Concepts(own, ConceptKinds.Licence | ConceptKinds.Certificate),
            Languages =
            [
                .. own.Where(f => f.Concept.Kind == ConceptKind.Language)
                    .GroupBy(f => f.Concept)
                    .Select(g => new StatedLanguage(g.Key, g.Max(f => f.Level))),
            ],
            DrivingLicences = Concepts(own, ConceptKinds.DrivingLicence),
            Educations = Educations(layout, own),
            PlacesLived = Places(layout, own, CueKind.Home),
            PlacesWished = Places(layout, own, CueKind.Wish),
        };
    }

    private static IReadOnlyList<Concept> Concepts(List<Found> own, ConceptKinds kinds) =>
        [.. own.Where(f => kinds.Contains(f.Concept.Kind)).Select(f => f.Concept).Distinct()];

    /// <summary>A level and a field of one sentence are one education.</summary>
    private static List<StatedEducation> Educations(Layout layout, List<Found> own)
    {
        var educations = new List<StatedEducation>();
        foreach (var sentence in own
            .Where(f => ConceptKinds.Educations.Contains(f.Concept.Kind))
            .GroupBy(f => layout.SentenceOf(f.First)))
        {
            var levels = Concepts([.. sentence], ConceptKinds.EducationLevel);
            var fields = Concepts([.. sentence], ConceptKinds.EducationField);
            for (var i = 0; i < Math.Max(levels.Count, fields.Count); i++)
            {
                var education = new StatedEducation(levels.ElementAtOrDefault(i), fields.ElementAtOrDefault(i));
                if (!educations.Contains(education))
                {
                    educations.Add(education);
                }
            }
        }

        return educations;
    }

    /// <summary>A place is where one lives unless the nearest cue before it speaks of wishes.</summary>
    private static IReadOnlyList<Concept> Places(Layout layout, List<Found> own, CueKind wanted) =>
        Concepts(own.FindAll(f => CueOf(layout, f) == wanted), ConceptKinds.Places);

    private static CueKind CueOf(Layout layout, Found place)
    {
        var kind = CueKind.Home;
        var wishEnd = 0;
        foreach (var cue in layout.CuesOf(layout.SentenceOf(place.First)))
        {
            if (cue.First >= place.First)
            {
                break;
            }

            // In "want to live in" the wish holds the home.
            if (cue.Kind == CueKind.Wish || (cue.Kind == CueKind.Home && cue.First >= wishEnd))
            {
                kind = cue.Kind;
                wishEnd = cue.Kind == CueKind.Wish ? Math.Max(wishEnd, cue.End) : wishEnd;
            }
        }

        return kind;
    }
}
