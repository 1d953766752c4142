using System.Diagnostics.CodeAnalysis;
using Matching.Ranking;

namespace Matching.Matches;

/// <summary>Scores with a model that somebody brought: it may throw, or answer what is no number.</summary>
internal static class GuardedScoring
{
    /// <summary>Scores rows; false, with what went wrong, where the model fails on any of them.</summary>
    /// <param name="rows">Rows of as many features as the model takes.</param>
    /// <param name="scores">One for each row.</param>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever it throws, the expert model ranks instead.")]
    public static bool TryScore(
        IRankingModel model, ReadOnlySpan<float> rows, Span<double> scores, [NotNullWhen(false)] out string? failure)
    {
        try
        {
            model.ScoreRows(rows, scores);
            foreach (var score in scores)
            {
                if (!double.IsFinite(score))
                {
                    failure = "a score is not a finite number";
                    return false;
                }
            }
        }
        catch (Exception error)
        {
            failure = $"{error.GetType().Name}: {error.Message}";
            return false;
        }

        failure = null;
        return true;
    }
}
