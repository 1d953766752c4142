namespace Matching.Competence;

/// <summary>
/// A taxonomy file is missing or broken; the message names the file, the line where known, and what is wrong.
/// </summary>
public sealed class TaxonomyException : Exception
{
    public TaxonomyException()
    {
    }

    public TaxonomyException(string message)
        : base(message)
    {
    }

    public TaxonomyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
