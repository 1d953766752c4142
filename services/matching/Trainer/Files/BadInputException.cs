namespace Matching.Trainer;

/// <summary>
/// Something given to the program cannot be used; the message says what and why, and where it can, the line.
/// </summary>
internal sealed class BadInputException(string message) : Exception(message);
