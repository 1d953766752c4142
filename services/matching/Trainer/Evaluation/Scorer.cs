using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>A way to score the rows of a query, with a name for tables.</summary>
internal sealed record Scorer(string Name, Func<JudgedQuery, double[]> Scores)
{
    public const string Incoming = "incoming";
    public const string Random = "random";
    public const string Expert = "expert";
    public const string Incumbent = "incumbent";
    public const string Model = "model";
    public const string Given = "given scores";
    public const string Ideal = "ideal";
    public const string TrueUtility = "true utility";

    /// <summary>Scores by a model whose features are found in the file by name.</summary>
    public static Scorer Of(string name, IRankingModel model, IReadOnlyList<string> featureNames)
    {
        var at = FeatureMap.Of(model, featureNames);
        return new Scorer(name, query =>
        {
            var row = new float[at.Length];
            var scores = new double[query.Count];
            for (var i = 0; i < scores.Length; i++)
            {
                FeatureMap.Copy(query.Row(i), at, row);
                scores[i] = model.Score(row);
            }

            return scores;
        });
    }

    /// <summary>Scores by a number of each row.</summary>
    public static Scorer Of(string name, string number) =>
        new(name, query => [.. query.LabelsFrom(number).Select(value => (double)value)]);
}
