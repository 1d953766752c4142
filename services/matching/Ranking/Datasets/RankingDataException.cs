namespace Matching.Ranking;

/// <summary>Rows cannot be learned from; the message says which line or row and why.</summary>
public sealed class RankingDataException : FormatException
{
    public RankingDataException()
    {
    }

    public RankingDataException(string message)
        : base(message)
    {
    }

    public RankingDataException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal RankingDataException(in RankingRow row, long number, string problem)
        : base(row.Line > 0 ? $"Line {row.Line}: {problem}" : $"Row {number}: {problem}")
    {
        Line = row.Line;
    }

    /// <summary>The line, from 1; 0 where rows have none.</summary>
    public int Line { get; }
}
