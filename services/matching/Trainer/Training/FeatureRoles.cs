using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>Tells what each feature does in a trained model, by its splits and over sampled rows.</summary>
internal static class FeatureRoles
{
    private const int ContributionRows = 2_000;
    private const int DependenceRows = 300;
    private const int DependencePoints = 21;

    /// <summary>A sample of rows of a file, in the order of the model's features (Vitter's reservoir).</summary>
    public static float[][] Sample(IEnumerable<JudgedQuery> queries, int[] at, int seed)
    {
        var random = new Random(seed);
        var sample = new List<float[]>();
        var seen = 0L;
        foreach (var query in queries)
        {
            for (var i = 0; i < query.Count; i++)
            {
                seen++;
                var place = sample.Count < ContributionRows ? sample.Count : random.NextInt64(seen);
                if (place < ContributionRows)
                {
                    var row = new float[at.Length];
                    FeatureMap.Copy(query.Row(i), at, row);
                    if (place == sample.Count)
                    {
                        sample.Add(row);
                    }
                    else
                    {
                        sample[(int)place] = row;
                    }
                }
            }
        }

        return [.. sample];
    }

    /// <summary>The heaviest feature first.</summary>
    public static IReadOnlyList<FeatureRole> Of(TrainedModel model, float[][] sample)
    {
        var gains = new double[model.FeatureNames.Count];
        var splits = new int[gains.Length];
        foreach (var tree in model.Trees.Trees)
        {
            for (var split = 0; split < tree.Splits; split++)
            {
                gains[tree.SplitFeature[split]] += tree.SplitGain.IsEmpty ? 0 : tree.SplitGain[split];
                splits[tree.SplitFeature[split]]++;
            }
        }

        var sum = Math.Max(gains.Sum(), double.Epsilon);
        var contributions = MeanContributions(model, sample);
        return
        [
            .. model.FeatureNames
                .Select((name, f) => new FeatureRole(
                    name, gains[f] / sum, splits[f], contributions[f], Dependence(model, sample, f)))
                .Where(role => role.Splits > 0 || role.MeanContribution > 0)
                .OrderByDescending(role => role.MeanContribution)
                .ThenByDescending(role => role.Gain),
        ];
    }

    private static double[] MeanContributions(TrainedModel model, float[][] sample)
    {
        var means = new double[model.FeatureNames.Count];
        var own = new double[means.Length];
        foreach (var row in sample)
        {
            model.Score(row, own);
            for (var f = 0; f < means.Length; f++)
            {
                means[f] += Math.Abs(own[f]) / sample.Length;
            }
        }

        return means;
    }

    /// <summary>
    /// Partial dependence (Friedman 2001) over the known values between the 1st and the 99th percentile.
    /// </summary>
    private static List<(double X, double Y)> Dependence(TrainedModel model, float[][] sample, int feature)
    {
        float[] known = [.. sample.Select(row => row[feature]).Where(float.IsFinite).Order()];
        if (known.Length == 0 || known[0] == known[^1])
        {
            return [];
        }

        var (low, high) = (known[known.Length / 100], known[^(1 + known.Length / 100)]);
        (low, high) = low < high ? (low, high) : (known[0], known[^1]);
        var points = new List<(double X, double Y)>();
        var rows = sample.Take(DependenceRows).Select(row => row.ToArray()).ToArray();
        for (var p = 0; p < DependencePoints; p++)
        {
            var value = low + (high - low) * p / (DependencePoints - 1);
            points.Add((value, rows.Average(row =>
            {
                row[feature] = value;
                return model.Score(row);
            })));
        }

        return points;
    }
}
