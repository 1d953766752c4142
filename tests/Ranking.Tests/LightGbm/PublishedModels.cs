using System.Globalization;

namespace Matching.Ranking.Tests;

/// <summary>Models that LightGBM 4.6 wrote, the rows it scored with them, and what it said.</summary>
internal static class PublishedModels
{
    public const string Example = "example_model.txt";
    public const string Categorical = "categorical_model.txt";

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path(name));

    public static TreeEnsemble Read(string name) => LightGbmModel.Read(new MemoryStream(Bytes(name)));

    public static float[][] Rows(string model) => model == Example ? SvmLightRows() : TableRows();

    public static double[] RawScores(string model) =>
        [.. File.ReadLines(Path(model == Example ? "example_test_raw.txt" : "categorical_test_raw.txt")).Select(Number)];

    /// <summary>The last one of a row is the base score.</summary>
    public static double[][] Contributions(string model) =>
        [.. File.ReadLines(Path(model == Example ? "example_test_contrib.txt" : "categorical_test_contrib.txt"))
            .Select(line => line.Split('\t').Select(Number).ToArray())];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static float[][] SvmLightRows()
    {
        const int Features = 301;
        using var reader = File.OpenText(SharedData.PathOf("ltr", "lightgbm_example", "rank.test"));
        return [.. SvmLightReader.ReadRows(reader).Select(row =>
        {
            var features = new float[Features];
            foreach (var (number, value) in row.Features)
            {
                features[number] = value;
            }

            return features;
        })];
    }

    private static float[][] TableRows() =>
        [.. File.ReadLines(Path("categorical_test.tsv")).Select(line => line.Split('\t').Skip(1)
            .Select(text => text == "na" ? float.NaN : float.Parse(text, CultureInfo.InvariantCulture))
            .ToArray())];

    private static string Path(string name) => SharedData.PathOf("ltr", "lightgbm_models", name);
}
