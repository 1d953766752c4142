using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Matching.Matches;

/// <summary>
/// Names the state of a shelf by what stands there, and remembers how it came to it. Two shelves are in the same state
/// exactly when the same documents stand there in the same versions, whichever way they got there; then what has
/// changed since is the same for both. Not safe for concurrent use.
/// </summary>
internal sealed class ShelfState
{
    /// <summary>Changes that are remembered: some minutes of a large import, some days of ordinary work.</summary>
    public const int Remembered = 8192;

    private readonly (UInt128 Before, Guid Key)[] _changes = new (UInt128, Guid)[Remembered];
    private long _count;

    /// <summary>The sum of the digests of all documents: the order in which they came does not count.</summary>
    public UInt128 Digest { get; private set; }

    /// <summary>Takes note that a document has come, has gone, or has another version.</summary>
    /// <param name="before">The version that stood there; null for none.</param>
    /// <param name="after">The version that stands there; null for none.</param>
    public void Change(Guid key, long? before, long? after)
    {
        if (before == after)
        {
            return;
        }

        _changes[_count++ % Remembered] = (Digest, key);
        unchecked
        {
            Digest -= before is { } gone ? DigestOf(key, gone) : 0;
            Digest += after is { } here ? DigestOf(key, here) : 0;
        }
    }

    /// <summary>
    /// The documents that have changed since the shelf was in a state; null where it never was, or too long ago.
    /// </summary>
    public HashSet<Guid>? ChangedSince(UInt128 digest)
    {
        var changed = new HashSet<Guid>();
        if (digest == Digest)
        {
            return changed;
        }

        for (var at = _count - 1; at >= Math.Max(0, _count - Remembered); at--)
        {
            var (before, key) = _changes[at % Remembered];
            changed.Add(key);
            if (before == digest)
            {
                return changed;
            }
        }

        return null;
    }

    private static UInt128 DigestOf(Guid key, long version)
    {
        Span<byte> document = stackalloc byte[24];
        key.TryWriteBytes(document);
        BinaryPrimitives.WriteInt64LittleEndian(document[16..], version);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(document, digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
