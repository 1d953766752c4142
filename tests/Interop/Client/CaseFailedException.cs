using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Matching.Interop.Client;

/// <summary>A server did not do what a test case expects of it.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It is made in one place, always with what was expected.")]
[SuppressMessage("Design", "CA1064", Justification = "Nothing outside this program catches it.")]
internal sealed class CaseFailedException(string message) : Exception(message)
{
    /// <summary>Expects a value; the message names the expression that gave it.</summary>
    public static void ThrowUnlessEqual<T>(
        T expected, T actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new CaseFailedException($"{what} is {actual}, not {expected}");
        }
    }
}
