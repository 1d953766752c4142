namespace Matching.Trainer;

/// <summary>Something that speaks against training on a file.</summary>
/// <param name="Code">What it is, in UPPER_SNAKE, for scripts.</param>
/// <param name="IsError">True where the data must not be trained on.</param>
/// <param name="Message">What was found, and where.</param>
internal sealed record Finding(string Code, bool IsError, string Message);
