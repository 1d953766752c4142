namespace Matching.Ranking;

/// <summary>A model file cannot be read; the message says which line and why.</summary>
public sealed class ModelFormatException : FormatException
{
    public ModelFormatException()
    {
    }

    public ModelFormatException(string message)
        : base(message)
    {
    }

    public ModelFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ModelFormatException(int line, string problem, Exception? innerException = null)
        : base($"Line {line}: {problem}", innerException)
    {
        Line = line;
    }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }
}
