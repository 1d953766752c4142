using System.Buffers.Binary;

namespace Matching.Trainer;

/// <summary>A hash of 64 bits that is the same on every machine (FNV-1a over words, mixed at the end).</summary>
internal struct HashCode64()
{
    private ulong _hash = 14695981039346656037UL;

    public readonly long Value
    {
        get
        {
            var mixed = (_hash ^ (_hash >> 33)) * 0xFF51AFD7ED558CCD;
            mixed = (mixed ^ (mixed >> 33)) * 0xC4CEB9FE1A85EC53;
            return (long)(mixed ^ (mixed >> 33));
        }
    }

    /// <summary>Adds bytes, four at a time; what is left over at the end one by one.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..])
        {
            Add(BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        }

        foreach (var left in bytes)
        {
            Add(left);
        }
    }

    private void Add(uint word) => _hash = (_hash ^ word) * 1099511628211UL;
}
