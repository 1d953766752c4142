using System.Security.Cryptography;
using System.Text;

namespace Matching.Matches;

/// <summary>What stands for a resource name where 16 bytes must do: its UUID.</summary>
internal static class DocumentKey
{
    private const int UuidLength = 36;

    /// <summary>The UUID that the name ends with; of any other name a digest.</summary>
    public static Guid Of(string name) =>
        name.Length > UuidLength && Guid.TryParseExact(name.AsSpan(name.Length - UuidLength), "D", out var uuid)
            ? uuid
            : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
}
