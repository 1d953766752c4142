using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// The names of one export. Candidates and rankings get names that hold within it and nowhere else: a keyed hash that
/// nobody outside the store can turn back or compare. What a resume token says is sealed with the same key.
/// </summary>
internal sealed class ExportNames(byte[] secret, string exportId)
{
    private const int NameBytes = 12;

    public string ExportId => exportId;

    /// <summary>A candidate's opaque name; what is no candidate keeps its own.</summary>
    public string OfResource(string resource) =>
        resource.StartsWith("candidates/", StringComparison.Ordinal) ? $"candidates/{Blind(resource)}" : resource;

    /// <summary>An opaque name.</summary>
    public string Blind(string name) => Base64Url.EncodeToString(
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{exportId} {name}")).AsSpan(0, NameBytes));

    /// <summary>Seals where an export stands, for a call with the same arguments.</summary>
    public static string Seal(byte[] secret, string text, string arguments)
    {
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var plain = Encoding.UTF8.GetBytes(text);
        var (cipher, tag) = (new byte[plain.Length], new byte[AesGcm.TagByteSizes.MaxSize]);
        using var aes = new AesGcm(secret, tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag, Encoding.UTF8.GetBytes(arguments));
        return Base64Url.EncodeToString([.. nonce, .. tag, .. cipher]);
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: it is not of this service and these arguments.
    /// </exception>
    public static string Open(byte[] secret, string token, string arguments)
    {
        var (nonceBytes, tagBytes) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        if (!Base64Url.IsValid(token, out var length) || length <= nonceBytes + tagBytes)
        {
            throw Invalid();
        }

        var bytes = Base64Url.DecodeFromChars(token).AsSpan();
        var plain = new byte[length - nonceBytes - tagBytes];
        using var aes = new AesGcm(secret, tagBytes);
        try
        {
            aes.Decrypt(
                bytes[..nonceBytes],
                bytes[(nonceBytes + tagBytes)..],
                bytes.Slice(nonceBytes, tagBytes),
                plain,
                Encoding.UTF8.GetBytes(arguments));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Invalid();
        }

        return Encoding.UTF8.GetString(plain);
    }

    private static Grpc.Core.RpcException Invalid() => RpcErrors.InvalidField(
        "resume_token", "RESUME_TOKEN_INVALID", "is not a token of an export with the same other arguments.");
}
