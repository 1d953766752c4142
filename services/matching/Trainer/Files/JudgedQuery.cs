namespace Matching.Trainer;

/// <summary>
/// The rows of one answered ranking, in the order in which they were shown, with what became of each.
/// </summary>
internal sealed record JudgedQuery
{
    private static readonly Dictionary<string, string> NoSlices = [];

    public required string Id { get; init; }

    /// <summary>The line of the first row, from 1; in files without lines the number of the query.</summary>
    public int Line { get; init; }

    /// <summary>When it was answered, in seconds since 1970; null where the file does not say.</summary>
    public long? Time { get; init; }

    /// <summary>What quality is told apart by, such as <c>municipality</c>; see <see cref="Columns.Slices"/>.</summary>
    public IReadOnlyDictionary<string, string> Slices { get; init; } = NoSlices;

    /// <summary>How relevant each row is.</summary>
    public required float[] Labels { get; init; }

    /// <summary>The features, row after row; NaN where nothing is known.</summary>
    public required float[] Features { get; init; }

    /// <summary>Numbers beside the label that all rows have, such as <c>position</c>, by name.</summary>
    public IReadOnlyDictionary<string, float[]> Numbers { get; init; } = new Dictionary<string, float[]>();

    public int Count => Labels.Length;

    public int Width => Labels.Length == 0 ? 0 : Features.Length / Labels.Length;

    public ReadOnlySpan<float> Row(int row) => Features.AsSpan(row * Width, Width);

    public float[]? Number(string name) => Numbers.GetValueOrDefault(name);

    /// <summary>The labels, or the numbers of a name instead of them.</summary>
    public float[] LabelsFrom(string? name) => name is null
        ? Labels
        : Number(name) ?? throw new BadInputException($"Line {Line}: query {Id} has a row without {name}.");
}
