using Matching.Fit;

namespace Matching.Trainer;

/// <summary>
/// Which features may be trained on: the closed list, in its order. Files of public sets number their features instead;
/// a model of those can be measured but never ranks, because the service refuses other features than its own.
/// </summary>
internal static class FeatureNames
{
    /// <summary>Words of what is never a feature, for a message that says why.</summary>
    private static readonly string[] Forbidden =
    [
        "name", "photo", "personal_number", "ssn", "birth", "age", "sex", "gender", "country", "nation", "citizen",
        "permit", "mother_tongue", "native", "religion", "health", "family", "child", "target_group", "foreign",
        "address", "school", "gap", "ethnic", "origin", "marital",
    ];

    public static IEnumerable<Finding> Check(RankingFile file)
    {
        if (!file.IsNamed)
        {
            yield break;
        }

        string[] known = [.. FitEngine.Features.Select(f => f.Name)];
        foreach (var name in file.FeatureNames.Except(known))
        {
            var why = Forbidden.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
                ? "is about what must never count"
                : "is not on the closed list";
            yield return new Finding(
                "FORBIDDEN_FEATURE", IsError: true, $"{file.Path}: the feature {name} {why} and may not be trained on.");
        }

        if (known.Except(file.FeatureNames).ToArray() is { Length: > 0 } missing)
        {
            yield return new Finding(
                "MISSING_FEATURE", IsError: true, $"{file.Path} lacks features: {string.Join(", ", missing)}.");
        }
        else if (file.FeatureNames.Count == known.Length && !FeatureMap.IsOurs(file.FeatureNames))
        {
            yield return new Finding(
                "FEATURE_ORDER", IsError: true, $"{file.Path} has the features in another order than the service.");
        }
    }

    /// <exception cref="BadInputException">The file has features that may not be trained on.</exception>
    public static void Require(RankingFile file)
    {
        if (Check(file).FirstOrDefault() is { } finding)
        {
            throw new BadInputException(finding.Message);
        }
    }
}
