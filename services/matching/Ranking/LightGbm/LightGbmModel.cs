namespace Matching.Ranking;

/// <summary>
/// Models in LightGBM's text format: one score a row, trees with numerical and categorical splits. Reads what LightGBM
/// 3 and 4 write, and writes what LightGBM 4 reads and would have written itself.
/// </summary>
public static class LightGbmModel
{
    /// <summary>Reads a model whole, or not at all.</summary>
    /// <exception cref="ModelFormatException">Names the line that cannot be read, and why.</exception>
    public static TreeEnsemble Read(Stream stream) => Read(stream, new ModelLimits());

    /// <summary>As the other overload, within limits of the caller's choice.</summary>
    public static TreeEnsemble Read(Stream stream, ModelLimits limits) =>
        Read(limits.ReadAll(stream), limits, linesBefore: 0);

    /// <summary>Writes a model.</summary>
    /// <exception cref="ArgumentException">A name holds a character that the format is made of.</exception>
    public static void Write(TreeEnsemble ensemble, Stream stream) => stream.Write(LightGbmWriter.Bytes(ensemble));

    internal static TreeEnsemble Read(ReadOnlySpan<byte> bytes, ModelLimits limits, int linesBefore)
    {
        var lines = new ModelLines(bytes, limits, linesBefore);
        var header = LightGbmHeader.Read(ref lines, limits);
        var trees = LightGbmTrees.Read(ref lines, header, limits);
        var parameters = LightGbmParameters.Read(ref lines, limits);
        return new TreeEnsemble(header.FeatureNames, trees)
        {
            FeatureInfos = header.FeatureInfos,
            MonotoneConstraints = header.MonotoneConstraints,
            Objective = header.Objective,
            LabelIndex = header.LabelIndex,
            Parameters = parameters,
        };
    }
}
