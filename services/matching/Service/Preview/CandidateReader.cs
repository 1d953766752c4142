using Matching.Competence;
using Matching.Competence.V1;
using Matching.Hosting;
using Matching.Profiles.V1;

namespace Matching.Matches;

/// <summary>
/// Makes candidates of a preview: from fields, from what somebody wrote about themselves, or from both. Nothing is
/// kept.
/// </summary>
internal sealed class CandidateReader(Taxonomy taxonomy, ConceptExtractor extractor, TimeProvider clock)
{
    private const int MaximumTextLength = 10_000;

    /// <summary>Reads the person and, where there is one, the partner. What fields say wins over the text.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, naming every field that is wrong.</exception>
    public (Candidate Self, Candidate? Partner) Read(
        V1.PreviewVacanciesRequest request, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (request.Text.Length > MaximumTextLength)
        {
            throw RpcErrors.InvalidField("text", "TOO_LONG", $"must have at most {MaximumTextLength} characters.");
        }

        if (request.Text.Length == 0 && request.Candidate is null)
        {
            throw RpcErrors.InvalidField(
                "candidate", "REQUIRED", "or text is required: whom should openings be found for?");
        }

        var now = Sweden.Now(clock);
        var text = request.Text.Length > 0 ? extractor.ExtractCv(request.Text, now.Year, cancellationToken) : null;
        var self = Merge(request.Candidate, text?.Self);
        var partner = request.Partner is null && text?.Partner is null ? null : Merge(request.Partner, text?.Partner);
        CandidateRules.Check(self, previous: null, "candidate", errors, taxonomy, now);
        if (partner is not null)
        {
            // Who moves together starts from the same place, unless something else is said.
            if (partner.Home.Length == 0)
            {
                partner.Home = self.Home;
            }

            if (partner.Wishes is null && self.Wishes is { } wishes)
            {
                partner.Wishes = new Wishes { Places = { wishes.Places }, Anywhere = wishes.Anywhere };
            }

            CandidateRules.Check(partner, previous: null, "partner", errors, taxonomy, now);
        }

        errors.ThrowIfAny();
        return (self, partner);
    }

    /// <summary>The fields, with each part that they leave empty taken from the text.</summary>
    private static Candidate Merge(Candidate? fields, PersonText? text)
    {
        var candidate = fields?.Clone() ?? new Candidate();
        if (text is null)
        {
            return candidate;
        }

        if (candidate.Occupations.Count == 0)
        {
            candidate.Occupations.Add(text.Occupations.Select(stated => new OccupationExperience
            {
                Occupation = stated.Concept.Id,
                Years = stated.Years ?? 0,
                LastYear = stated.LastYear ?? 0,
                Evidence = Evidence.Extracted,
            }));
        }

        if (candidate.Skills.Count == 0)
        {
            candidate.Skills.Add(
                text.Skills.Select(skill => new SkillClaim { Skill = skill.Id, Evidence = Evidence.Extracted }));
        }

        if (candidate.Languages.Count == 0)
        {
            candidate.Languages.Add(text.Languages.Select(stated => new LanguageSkill
            {
                Language = stated.Concept.Id,
                Level = (CefrLevel)stated.Level,
                Evidence = Evidence.Extracted,
            }));
        }

        if (candidate.Licences.Count == 0)
        {
            candidate.Licences.Add(text.Licences.Concat(text.DrivingLicences).Select(
                licence => new LicenceHolding { Licence = licence.Id, Evidence = Evidence.Extracted }));
        }

        if (candidate.Educations.Count == 0)
        {
            candidate.Educations.Add(text.Educations.Select(stated => new Education
            {
                Level = stated.Level?.Id ?? "",
                Field = stated.Field?.Id ?? "",
                Completed = true,
                Evidence = Evidence.Extracted,
            }));
        }

        if (candidate.Home.Length == 0
            && text.PlacesLived.FirstOrDefault(place => place.Kind == Competence.ConceptKind.Municipality) is { } home)
        {
            candidate.Home = home.Code!;
        }

        if (candidate.Wishes is null && text.PlacesWished.Count > 0)
        {
            candidate.Wishes =
                new Wishes { Places = { text.PlacesWished.Select(place => new WishedPlace { Place = place.Code }) } };
        }

        return candidate;
    }
}
