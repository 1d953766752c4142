using System.Buffers;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>Checks what is told of a model, every mistake at once.</summary>
internal static class ModelFields
{
    public const int MaximumBundleBytes = 7 * 1024 * 1024;

    private const int MaximumEntries = 100;
    private const int MaximumGroups = 500;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._");

    public static FieldErrors Check(V1.CreateModelRequest request)
    {
        var errors = new FieldErrors();
        var id = request.ModelId;
        if (id.Length is 0 or > 63 || !char.IsAsciiLetterLower(id[0]) || id.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            errors.Add(
                "model_id",
                "ID_INVALID",
                "must be 1 to 63 of a–z, 0–9, hyphens, dots and underscores, a letter first.");
        }
        else if (id.StartsWith("expert-", StringComparison.Ordinal))
        {
            errors.Add("model_id", "ID_RESERVED", "expert- is kept for the models that people write.");
        }

        if (request.Bundle.Length is 0 or > MaximumBundleBytes)
        {
            errors.Add("bundle", "SIZE_OUT_OF_RANGE", $"must have 1 to {MaximumBundleBytes} bytes.");
        }

        CheckText(errors, "decider", request.Decider, maximum: 100, isRequired: false);
        var model = request.Model ?? new V1.Model();
        CheckText(errors, "model.description", model.Description, maximum: 2000, isRequired: false);
        CheckText(errors, "model.card", model.Card, maximum: 100_000, isRequired: false);
        if (model.Metrics.Count > MaximumEntries
            || model.Metrics.Any(metric => metric.Key.Length > 100 || !double.IsFinite(metric.Value)))
        {
            errors.Add(
                "model.metrics",
                "METRICS_INVALID",
                $"must be at most {MaximumEntries}, with short names and finite values.");
        }

        CheckTraining(errors, model.Training);
        CheckEvaluation(errors, model.Evaluation);
        return errors;
    }

    public static void CheckText(FieldErrors errors, string field, string text, int maximum, bool isRequired)
    {
        if (isRequired && string.IsNullOrWhiteSpace(text))
        {
            errors.Add(field, "REQUIRED", "is required.");
        }
        else if (text.Length > maximum)
        {
            errors.Add(field, "TOO_LONG", $"must have at most {maximum} characters.");
        }
    }

    /// <summary>Reads <c>models/{model}/{child}</c>.</summary>
    public static string ParseChild(string name, string child)
    {
        var parts = name.Split('/');
        return parts is ["models", { Length: > 0 } id, var last] && last == child
            ? $"models/{id}"
            : throw RpcErrors.InvalidField("name", "NAME_INVALID", $"must look like models/{{model}}/{child}.");
    }

    private static void CheckTraining(FieldErrors errors, V1.ModelTraining? training)
    {
        if (training is null)
        {
            errors.Add("model.training", "REQUIRED", "is required: what it was trained on.");
            return;
        }

        if (training.DataSha256.Length != 64 || !training.DataSha256.All(char.IsAsciiHexDigitLower))
        {
            errors.Add("model.training.data_sha256", "NOT_A_HASH", "must be 64 digits of lower-case hex.");
        }

        CheckText(errors, "model.training.code_version", training.CodeVersion, maximum: 100, isRequired: true);
        CheckText(errors, "model.training.source", training.Source, maximum: 100, isRequired: false);
        if (training.Parameters.Count > MaximumEntries
            || training.Parameters.Any(p => p.Key.Length > 100 || p.Value.Length > 1000))
        {
            errors.Add(
                "model.training.parameters", "PARAMETERS_INVALID", $"must be at most {MaximumEntries} short ones.");
        }
    }

    private static void CheckEvaluation(FieldErrors errors, V1.ModelEvaluation? evaluation)
    {
        if (evaluation is null)
        {
            return;
        }

        if (evaluation.Overall is null || !IsSane(evaluation.Overall))
        {
            errors.Add(
                "model.evaluation.overall", "DIFFERENCE_INVALID", "must have lower ≤ difference ≤ upper, all finite.");
        }

        if (evaluation.Groups.Count > MaximumGroups)
        {
            errors.Add("model.evaluation.groups", "TOO_MANY", $"must be at most {MaximumGroups}.");
        }

        for (var i = 0; i < Math.Min(evaluation.Groups.Count, MaximumGroups); i++)
        {
            var group = evaluation.Groups[i];
            if (group.Slice.Length is 0 or > 100 || group.Value.Length > 100 || group.Difference is null
                || !IsSane(group.Difference))
            {
                errors.Add(
                    $"model.evaluation.groups[{i}]", "GROUP_INVALID", "must have a slice, a value and a difference.");
            }
        }
    }

    private static bool IsSane(V1.ModelEvaluation.Types.Difference difference) =>
        difference.QueryCount >= 0
        && double.IsFinite(difference.Ndcg10) && double.IsFinite(difference.IncumbentNdcg10)
        && double.IsFinite(difference.Lower) && double.IsFinite(difference.Upper)
        && difference.Lower <= difference.Difference_ && difference.Difference_ <= difference.Upper;
}
