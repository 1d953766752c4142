using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Matching.Ranking;

/// <summary>
/// A trained model as a file: a line with the version of the form, a line with the SHA-256 of everything behind it, the
/// header in JSON, an empty line, and the trees in LightGBM's text format, so that cutting the head off gives a model
/// that LightGBM loads. Read whole or not at all.
/// </summary>
public sealed class RankingModelFile
{
    /// <summary>The version of the form that is written; no other is read.</summary>
    public const int Version = 1;

    private const string Form = "matching-ranking-model ";
    private const string Checksum = "sha256 ";

    /// <summary>Puts a file together.</summary>
    /// <exception cref="ArgumentException">The header does not fit the trees.</exception>
    public RankingModelFile(RankingModelHeader header, TreeEnsemble trees)
    {
        var problem = header.Problem(new ModelLimits())
            ?? FeatureDifference.Between(trees.FeatureNames, header.FeatureNames);
        if (problem is not null)
        {
            throw new ArgumentException(problem, nameof(header));
        }

        Header = header;
        Trees = trees;
    }

    public RankingModelHeader Header { get; }

    public TreeEnsemble Trees { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">Names the line that cannot be read, and why.</exception>
    public static RankingModelFile Read(Stream stream) => Read(stream, new ModelLimits());

    /// <summary>As the other overload, within limits of the caller's choice.</summary>
    public static RankingModelFile Read(Stream stream, ModelLimits limits)
    {
        var bytes = limits.ReadAll(stream);
        var lines = new ModelLines(bytes, limits);
        lines.Need($"'{Form}{Version}'");
        if (Encoding.UTF8.GetString(lines.Current) != string.Create(CultureInfo.InvariantCulture, $"{Form}{Version}"))
        {
            throw lines.Error(
                $"'{Form}{Version}' should stand here, not '{ModelNumbers.Shown(lines.Current)}': "
                + "the file is of another version, or no model.");
        }

        lines.Need("the checksum");
        var checksum = lines.Current;
        lines.Need("the header");
        var body = lines.Start;
        while (!lines.Current.IsEmpty)
        {
            lines.Need("the rest of the header, or an empty line behind it");
        }

        var header = RankingModelHeader.FromJson(bytes.AsSpan(body..lines.Start), line: 3, limits);
        var trees = LightGbmModel.Read(bytes.AsSpan(lines.End), limits, linesBefore: lines.Number);
        if (FeatureDifference.Between(trees.FeatureNames, header.FeatureNames) is { } difference)
        {
            throw new ModelFormatException(lines.Number, $"the trees' features are not the header's: {difference}");
        }

        if (!checksum.SequenceEqual(Encoding.UTF8.GetBytes(ChecksumOf(bytes.AsSpan(body)))))
        {
            throw new ModelFormatException(2, "the checksum is not that of what follows: the file was cut or changed.");
        }

        return new RankingModelFile(header, trees);
    }

    /// <summary>Writes the file; the same model gives the same bytes.</summary>
    public void Write(Stream stream)
    {
        byte[] body = [.. Header.ToJson(), .. "\n\n"u8, .. LightGbmWriter.Bytes(Trees)];
        stream.Write(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{Form}{Version}\n{ChecksumOf(body)}\n")));
        stream.Write(body);
    }

    /// <summary>The model, ready to score.</summary>
    /// <param name="featureNames">The features that rows will have, in order.</param>
    /// <param name="prior">The expert model there is; used where the file names it.</param>
    /// <exception cref="ArgumentException">The features differ, or the file wants another prior.</exception>
    public TrainedModel ToModel(IReadOnlyList<string> featureNames, ExpertModel? prior)
    {
        if (FeatureDifference.Between(Header.FeatureNames, featureNames) is { } difference)
        {
            throw new ArgumentException($"{Header.Model} takes other features: {difference}", nameof(featureNames));
        }

        if (Header.Prior is not null && Header.Prior != prior?.Name)
        {
            throw new ArgumentException(
                $"{Header.Model} was trained on {Header.Prior}, not on {prior?.Name ?? "nothing"}.", nameof(prior));
        }

        return new TrainedModel(
            Header.Model, Trees, Header.Prior is null ? null : prior, Header.PointsPerRaw, Header.Calibration);
    }

    private static string ChecksumOf(ReadOnlySpan<byte> body) =>
        Checksum + Convert.ToHexStringLower(SHA256.HashData(body));
}
