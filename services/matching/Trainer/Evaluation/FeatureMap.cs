using Matching.Fit;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>Where a model's features stand in the rows of a file.</summary>
internal static class FeatureMap
{
    private const string Numbered = "Column_";

    /// <summary>True where the features are exactly the closed list that matching ranks by.</summary>
    public static bool IsOurs(IReadOnlyList<string> names) =>
        names.SequenceEqual(FitEngine.Features.Select(f => f.Name));

    /// <summary>
    /// For each feature of the model its place in a row; −1 for a numbered feature beyond those that the file uses,
    /// which
    /// counts as 0.
    /// </summary>
    public static int[] Of(IRankingModel model, IReadOnlyList<string> names)
    {
        var places = names.Index().ToDictionary(n => n.Item, n => n.Index);
        return
        [
            .. model.FeatureNames.Select(name =>
                places.TryGetValue(name, out var place) ? place
                : name.StartsWith(Numbered, StringComparison.Ordinal) && names.All(IsNumbered) ? -1
                : throw new BadInputException($"{model.Name} needs the feature {name}, which the file does not have.")),
        ];

        static bool IsNumbered(string name) => name.StartsWith(Numbered, StringComparison.Ordinal);
    }

    public static void Copy(ReadOnlySpan<float> from, int[] at, Span<float> to)
    {
        for (var f = 0; f < at.Length; f++)
        {
            to[f] = at[f] < 0 ? 0 : from[at[f]];
        }
    }
}
