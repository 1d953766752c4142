using Google.Protobuf.Collections;
using Matching.Competence;
using Matching.Hosting;
using Matching.Profiles.V1;
using CefrLevel = Matching.Competence.V1.CefrLevel;

namespace Matching.Profiles;

/// <summary>
/// Checks a validation result that an assessor has written, and turns what it speaks of into concepts.
/// </summary>
internal static class ValidationResultRules
{
    private const int MaximumItems = 100;


    private const ConceptKinds Assessable =
        ConceptKinds.Occupations | ConceptKinds.Skills | ConceptKinds.Language | ConceptKinds.DrivingLicence;

    /// <summary>Checks and completes a result in place.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, naming every field that is wrong.</exception>
    public static void Check(ValidationResult result, Taxonomy taxonomy, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        Text(result.Standard, 200, "standard");
        Text(result.Issuer, 200, "issuer");
        if (result.SeqfLevel is < 0 or > 8)
        {
            errors.Add("validation_result.seqf_level", "OUT_OF_RANGE", "must be 1 to 8, or 0 when it is not stated.");
        }

        if (result.Outcome == ValidationResult.Types.Outcome.Unspecified || !System.Enum.IsDefined(result.Outcome))
        {
            errors.Add("validation_result.outcome", "REQUIRED", "is required: OUTCOME_FULL or OUTCOME_PARTIAL.");
        }

        if (!System.Enum.IsDefined(result.Verification))
        {
            errors.Add(
                "validation_result.verification", "UNKNOWN_VALUE", $"{result.Verification} is not one of its values.");
        }
        else if (result.Verification == ValidationResult.Types.Verification.Unspecified)
        {
            result.Verification = ValidationResult.Types.Verification.IssuerReported;
        }

        if (!IsoDate.TryParse(result.IssueDate, out var issued))
        {
            errors.Add("validation_result.issue_date", "NOT_A_DATE", "is required: a date such as 2026-05-31.");
        }
        else if (issued > Sweden.DayOf(now))
        {
            errors.Add("validation_result.issue_date", "IN_THE_FUTURE", "must not lie in the future.");
        }

        if (result.ValidUntil.Length > 0 && (!IsoDate.TryParse(result.ValidUntil, out var until) || until < issued))
        {
            errors.Add(
                "validation_result.valid_until", "NOT_A_DATE", "must be a date, not before issue_date, or empty.");
        }

        if (result.Covers.Count == 0)
        {
            errors.Add("validation_result.covers", "REQUIRED", "must name at least one concept that was shown.");
        }

        Items(result.Covers, "covers");
        Items(result.Missing, "missing");
        errors.ThrowIfAny();

        void Text(string text, int maximum, string field)
        {
            if (text.Length == 0 || text.Length > maximum)
            {
                errors.Add($"validation_result.{field}", text.Length == 0 ? "REQUIRED" : "TOO_LONG",
                    $"is required, with at most {maximum} characters.");
            }
        }

        void Items(RepeatedField<ValidationResult.Types.Item> items, string field)
        {
            if (items.Count > MaximumItems)
            {
                errors.Add($"validation_result.{field}", "TOO_MANY", $"must have at most {MaximumItems} entries.");
                return;
            }

            var concepts = new ConceptFields(taxonomy, errors);
            for (var i = 0; i < items.Count; i++)
            {
                var path = $"validation_result.{field}[{i}]";

                // CE is a driving licence, and the code of Chechen: with a level it is the language.
                var kinds = items[i].CefrLevel == CefrLevel.Unspecified
                    && taxonomy.FindCode(ConceptKind.DrivingLicence, items[i].Concept) is not null
                    ? ConceptKinds.DrivingLicence
                    : Assessable;
                if (concepts.Required(items[i].Concept, kinds, $"{path}.concept") is { } concept)
                {
                    (items[i].Concept, items[i].Label) = (concept.Id, concept.Swedish);
                }

                if (!System.Enum.IsDefined(items[i].CefrLevel))
                {
                    errors.Add(
                        $"{path}.cefr_level", "UNKNOWN_VALUE", $"{items[i].CefrLevel} is not one of its values.");
                }

                if (items[i].Note.Length > 500)
                {
                    errors.Add($"{path}.note", "TOO_LONG", "must have at most 500 characters.");
                }
            }
        }
    }
}
