using System.Globalization;
using Matching.Fit;
using Matching.Hosting;
using Matching.Ranking;

namespace Matching.Matches;

/// <summary>
/// Tries a bundle before it may rank anybody: it must be readable, take the closed list of features in order, answer
/// finite numbers, explain them so that they add up, rise where more may never lower a score, and tell rows apart. The
/// rows are drawn with a fixed seed, so that every replica comes to the same verdict.
/// </summary>
internal static class ModelTrial
{
    /// <summary>Rows that are scored; one in five features of them is missing.</summary>
    private const int Rows = 2000;

    /// <summary>Rows that are explained, and rows of which each feature is raised.</summary>
    private const int Explained = 200;

    private const int Steps = 10;
    private const int Seed = 20_261_121;

    /// <summary>Scores are points of about a hundred; what lies further out than this is broken.</summary>
    private const double GreatestScore = 10_000;

    private const double Rounding = 1e-6;

    /// <summary>Reads and tries a bundle.</summary>
    public static (IRankingModel? Model, IReadOnlyList<FieldError> Problems) Of(
        ModelReader reader, string name, ReadOnlyMemory<byte> bundle)
    {
        IRankingModel model;
        try
        {
            model = reader(name, bundle);
        }
        catch (InvalidDataException error)
        {
            return (null, [new FieldError("bundle", "BUNDLE_INVALID", error.Message)]);
        }

        string[] closed = [.. FitEngine.Features.Select(feature => feature.Name)];
        if (FeatureDifference.Between(model.FeatureNames, closed) is { } difference)
        {
            return (
                null, [Problem("FEATURE_LIST_DIFFERS", $"is not of features {FitEngine.FeatureListId}: {difference}")]);
        }

        var rows = Draw();
        var scores = new double[rows.Length / FitEngine.Features.Count];
        if (!GuardedScoring.TryScore(model, rows, scores, out var failure))
        {
            return (null, [new FieldError("bundle", "SCORE_INVALID", $"it fails on probe rows: {failure}.")]);
        }

        List<FieldError> problems = [.. Spread(scores), .. Additive(model, rows, scores), .. Monotone(model, rows)];
        return (problems.Count == 0 ? model : null, problems);
    }

    private static float[] Draw()
    {
        var random = new Random(Seed);
        var width = FitEngine.Features.Count;
        var rows = new float[Rows * width];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = random.Next(5) == 0 ? float.NaN : (float)random.NextDouble();
        }

        // The corners: nothing known, nothing met, everything met.
        rows.AsSpan(0, width).Fill(float.NaN);
        rows.AsSpan(width, width).Clear();
        rows.AsSpan(2 * width, width).Fill(1);
        return rows;
    }

    private static IEnumerable<FieldError> Spread(double[] scores)
    {
        var (least, greatest) = (scores.Min(), scores.Max());
        if (greatest - least < Rounding)
        {
            yield return Problem("SCORES_CONSTANT", $"it gives every probe row the same score, {least:0.###}.");
        }

        if (least < -GreatestScore || greatest > GreatestScore)
        {
            yield return Problem(
                "SCORES_OUT_OF_RANGE",
                $"its scores of probe rows reach from {least:0.###} to {greatest:0.###}; points of about 0 to 100 are "
                    + "expected.");
        }
    }

    private static IEnumerable<FieldError> Additive(IRankingModel model, float[] rows, double[] scores)
    {
        var width = FitEngine.Features.Count;
        var contributions = new double[width];
        for (var row = 0; row < Explained; row++)
        {
            var score = model.Score(rows.AsSpan(row * width, width), contributions);
            var sum = model.BaseScore + contributions.Sum();
            var tolerance = Rounding * Math.Max(1, Math.Abs(scores[row]));
            if (!(Math.Abs(sum - scores[row]) <= tolerance && Math.Abs(score - scores[row]) <= tolerance))
            {
                yield return Problem(
                    "NOT_ADDITIVE",
                    $"its contributions to probe row {row} add up to {sum:0.######}, and its score is {score:0.######}.");
                yield break;
            }
        }
    }

    private static IEnumerable<FieldError> Monotone(IRankingModel model, float[] rows)
    {
        var width = FitEngine.Features.Count;
        for (var feature = 0; feature < width; feature++)
        {
            var direction = FitEngine.Features[feature].Direction;
            if (direction != 0 && Fall(model, rows, feature, direction) is { } fall)
            {
                yield return fall;
            }
        }
    }

    private static FieldError? Fall(IRankingModel model, float[] rows, int feature, int direction)
    {
        var width = FitEngine.Features.Count;
        for (var at = 0; at < Explained; at++)
        {
            var row = rows.AsSpan(at * width, width).ToArray();
            var before = double.NegativeInfinity;
            for (var step = 0; step <= Steps; step++)
            {
                row[feature] = (float)step / Steps;
                var score = direction * model.Score(row);
                if (!(score >= before - Rounding))
                {
                    var name = FitEngine.Features[feature].Name;
                    return Problem(
                        "NOT_MONOTONE",
                        $"raising {name} to {row[feature]:0.0} moves probe row {at} the wrong way by {before - score:0.####}.");
                }

                before = score;
            }
        }

        return null;
    }

    private static FieldError Problem(string reason, FormattableString message) =>
        new("bundle", reason, message.ToString(CultureInfo.InvariantCulture));

    private static FieldError Problem(string reason, string message) => new("bundle", reason, message);
}
