namespace Matching.Competence;

/// <summary>Folds the spellings of a name that mean the same to one key.</summary>
internal static class Names
{
    /// <summary>Lower case, with runs of white space as one space.</summary>
    public static string Fold(string text) =>
        string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
