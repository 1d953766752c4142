using System.Globalization;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>Prints why the rows of a query score as they do.</summary>
internal static class Decision
{
    public static void Print(
        IRankingModel model, RankingFile file, JudgedQuery query, int? only, int top, TextWriter output)
    {
        if (only is { } number && (number < 1 || number > query.Count))
        {
            throw new BadInputException($"Query {query.Id} has rows 1 to {query.Count}.");
        }

        var at = FeatureMap.Of(model, file.FeatureNames);
        var row = new float[at.Length];
        var contributions = new double[at.Length];
        var scores = Scorer.Of(Scorer.Model, model, file.FeatureNames).Scores(query);
        foreach (var (rank, i) in Orders.ByScore(scores).Index())
        {
            if (only is not null && only != i + 1)
            {
                continue;
            }

            FeatureMap.Copy(query.Row(i), at, row);
            var score = model.Score(row, contributions);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Row {i + 1}, label {query.Labels[i]}, rank {rank + 1} of {query.Count}: score {score:0.###} = base {model.BaseScore:0.###} + the contributions"));
            Table(model, row, contributions, only is null ? Math.Min(top, 3) : top).Write(output);
            output.WriteLine();
        }
    }

    private static Table Table(IRankingModel model, float[] row, double[] contributions, int top)
    {
        var table = new Table("feature", "value", "adds");
        var order = contributions.Index().OrderByDescending(c => Math.Abs(c.Item)).ThenBy(c => c.Index).ToArray();
        foreach (var (feature, contribution) in order.Take(top))
        {
            table.Add(
                model.FeatureNames[feature],
                float.IsNaN(row[feature]) ? "not known" : row[feature].ToString("0.###", CultureInfo.InvariantCulture),
                contribution.ToString("+0.###;-0.###;0", CultureInfo.InvariantCulture));
        }

        if (order.Length > top)
        {
            table.Add(
                $"{order.Length - top} others", "", order.Skip(top).Sum(c => c.Item).ToString("+0.###;-0.###;0", CultureInfo.InvariantCulture));
        }

        return table;
    }
}
