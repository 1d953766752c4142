using System.Text;
using Matching.Fit;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>
/// A model as commands are given one: a bundle, a LightGBM text model, or <c>expert</c> for the published weights.
/// </summary>
internal sealed record ModelFile(IRankingModel Model, Func<double, double>? Probability)
{
    private const string Expert = "expert";
    private const string BundleStart = "matching-ranking-model ";

    /// <exception cref="BadInputException">There is no such file, or it holds no model that can be used.</exception>
    public static ModelFile Load(string path)
    {
        if (path == Expert || path == FitEngine.ExpertModel.Name)
        {
            return new ModelFile(FitEngine.ExpertModel, null);
        }

        if (!File.Exists(path))
        {
            throw new BadInputException($"{path} is not there.");
        }

        try
        {
            using var stream = File.OpenRead(path);
            var model = IsBundle(stream)
                ? OfBundle(RankingModelFile.Read(stream))
                : new TrainedModel(Path.GetFileNameWithoutExtension(path), LightGbmModel.Read(stream));
            return new ModelFile(model, model.Calibration is { } calibration ? calibration.Probability : null);
        }
        catch (Exception broken) when (broken is ModelFormatException or ArgumentException)
        {
            throw new BadInputException($"{path}: {broken.Message}");
        }
    }

    private static TrainedModel OfBundle(RankingModelFile file) => file.ToModel(
        file.Header.FeatureNames, file.Header.Prior == FitEngine.ExpertModel.Name ? FitEngine.ExpertModel : null);

    private static bool IsBundle(FileStream stream)
    {
        Span<byte> start = stackalloc byte[BundleStart.Length];
        var isBundle = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual(Encoding.ASCII.GetBytes(BundleStart));
        stream.Position = 0;
        return isBundle;
    }
}
