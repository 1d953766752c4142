using System.Security.Cryptography;
using System.Text;

namespace Matching.Hosting;

/// <summary>
/// Seals values that are kept where others can read and write: AES-256-GCM under a key of the service's own, bound to
/// the place where they are kept. What was not sealed here, for there, does not open. The nonce is random: NIST SP
/// 800-38D allows 2^32 values of one key.
/// </summary>
internal sealed class Seal(byte[] key)
{
    private const byte Version = 1;

    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;
    private static readonly int HeadBytes = 1 + NonceBytes + TagBytes;

    public byte[] Close(string place, byte[] value)
    {
        var closed = new byte[HeadBytes + value.Length];
        closed[0] = Version;
        var nonce = closed.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(
            nonce,
            value,
            closed.AsSpan(HeadBytes),
            closed.AsSpan(1 + NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(place));
        return closed;
    }

    /// <summary>The value; null where it is not one of these.</summary>
    public byte[]? Open(string place, byte[] closed)
    {
        if (closed.Length < HeadBytes || closed[0] != Version)
        {
            return null;
        }

        var value = new byte[closed.Length - HeadBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(
                closed.AsSpan(1, NonceBytes),
                closed.AsSpan(HeadBytes),
                closed.AsSpan(1 + NonceBytes, TagBytes),
                value,
                Encoding.UTF8.GetBytes(place));
            return value;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
