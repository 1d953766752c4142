using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Matching.Hosting;

/// <summary>Opaque page tokens: the last key of a page, and a hash of the other arguments (AIP-158).</summary>
public static class PageToken
{
    private const int HashBytes = 8;

    /// <summary>Makes the token of the page after <paramref name="lastKey"/>.</summary>
    /// <param name="arguments">The request's other arguments; a token only works with the same ones.</param>
    public static string Encode(string lastKey, params object?[] arguments) =>
        Base64Url.EncodeToString([.. Hash(arguments), .. Encoding.UTF8.GetBytes(lastKey)]);

    /// <summary>Reads the last key; null when the token is empty.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: not a token of this list and these
    /// arguments.</exception>
    public static string? Decode(string token, params object?[] arguments)
    {
        if (token.Length == 0)
        {
            return null;
        }

        var bytes = new byte[Base64Url.GetMaxDecodedLength(token.Length)];
        if (!Base64Url.IsValid(token)
            || !Base64Url.TryDecodeFromChars(token, bytes, out var length)
            || length <= HashBytes
            || !bytes.AsSpan(0, HashBytes).SequenceEqual(Hash(arguments)))
        {
            throw RpcErrors.InvalidField(
                "page_token", "PAGE_TOKEN_INVALID", "is not a token of this list with the same other arguments.");
        }

        return Encoding.UTF8.GetString(bytes, HashBytes, length - HashBytes);
    }

    private static byte[] Hash(object?[] arguments) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(arguments.Select(Unambiguous))))[..HashBytes];

    private static string Unambiguous(object? argument)
    {
        var text = Convert.ToString(argument, CultureInfo.InvariantCulture) ?? "";
        return string.Create(CultureInfo.InvariantCulture, $"{argument?.GetType().Name}:{text.Length}:{text}");
    }
}

/// <summary>Page sizes: 0 is the standard, too many is the maximum, negative is an error (AIP-158).</summary>
public static class PageSize
{
    /// <summary>Answers the size to use.</summary>
    public static int Clamp(int asked, int standard, int maximum, string field = "page_size") => asked switch
    {
        < 0 => throw RpcErrors.InvalidField(field, "NEGATIVE", "must not be negative."),
        0 => standard,
        _ => Math.Min(asked, maximum),
    };
}
