namespace Matching.Ranking;

/// <summary>A line of a ranking file.</summary>
/// <param name="Line">Its number in the file, from 1.</param>
/// <param name="Label">How relevant the row is.</param>
/// <param name="Query">The query it belongs to; null where the file does not say.</param>
/// <param name="Features">The features that are given, by rising number; NaN where the value is <c>NULL</c>.</param>
/// <param name="Comment">What follows <c>#</c>; empty when nothing.</param>
public sealed record SvmLightRow(
    int Line, float Label, string? Query, IReadOnlyList<SparseFeature> Features, string Comment)
{
    /// <summary>A number that the comment gives as <c>name = value</c>; null where it does not.</summary>
    public double? Noted(string name)
    {
        var words = Comment.Split([' ', '\t', '='], StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(words, name);
        return at >= 0 && at + 1 < words.Length && SvmLightReader.TryNumber(words[at + 1], out var value)
            ? value
            : null;
    }
}

/// <summary>A feature's number, as the file counts, and its value.</summary>
public readonly record struct SparseFeature(int Number, float Value);

/// <summary>The rows that compete with each other.</summary>
public sealed record RankingQuery(string Id, IReadOnlyList<SvmLightRow> Rows)
{
    /// <summary>
    /// Rows that a query has at most. Files are read a query at a time, so this is what bounds the memory that takes.
    /// </summary>
    public const int MaxRows = 10_000;
}

/// <summary>A line cannot be read; the message says which and why.</summary>
public sealed class SvmLightException : FormatException
{
    public SvmLightException()
    {
    }

    public SvmLightException(string message)
        : base(message)
    {
    }

    public SvmLightException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal SvmLightException(int line, string problem)
        : base($"Line {line}: {problem}")
    {
        Line = line;
    }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }
}
