using Matching.Fit;
using Matching.Ranking;

namespace Matching.Matches;

/// <summary>Makes models of the bundles that the trainer writes.</summary>
internal static class ModelBundles
{
    /// <summary>What an upload can hold is far less than what the form allows.</summary>
    private static readonly ModelLimits Limits = new() { Bytes = ModelFields.MaximumBundleBytes, Features = 1000 };

    /// <summary>Reads a bundle; its model corrects the expert model that there is, or stands alone.</summary>
    /// <exception cref="InvalidDataException">Says what is wrong with it.</exception>
    public static IRankingModel Read(string name, ReadOnlyMemory<byte> bundle)
    {
        try
        {
            using var stream = new MemoryStream(bundle.ToArray(), writable: false);
            var file = RankingModelFile.Read(stream, Limits);
            if (file.Header.Model != name)
            {
                throw new InvalidDataException($"it is of the model '{file.Header.Model}', not of '{name}'.");
            }

            return file.ToModel([.. FitEngine.Features.Select(feature => feature.Name)], FitEngine.ExpertModel);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    /// <summary>What the probabilities of a model say; empty where it gives none.</summary>
    public static string CalibrationOf(IRankingModel model) => (model as TrainedModel)?.Calibration switch
    {
        null => "",
        IsotonicCalibration =>
            "The share of relevant pairs among those with such a score in held-out data (isotonic regression); the "
                + "model card says which data, and what counted as relevant.",
        _ =>
            "The share of relevant pairs among those with such a score in held-out data (a logistic curve); the model "
                + "card says which data, and what counted as relevant.",
    };
}
