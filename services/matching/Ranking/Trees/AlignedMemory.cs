using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Matching.Ranking;

/// <summary>
/// Values that begin on a cache line: a vector of 64 bytes that straddles two lines costs more than twice as much.
/// </summary>
internal sealed class AlignedMemory<T>
    where T : unmanaged
{
    private const int Line = 64;

    private readonly byte[] _memory;
    private readonly int _start;

    /// <summary>Takes room for so many values, which are zero.</summary>
    public unsafe AlignedMemory(int count)
    {
        Length = count;
        _memory = GC.AllocateArray<byte>(count * Unsafe.SizeOf<T>() + Line, pinned: true);
        fixed (byte* memory = _memory)
        {
            _start = (int)(-(nint)memory & (Line - 1));
        }
    }

    public int Length { get; }

    public Span<T> Span => MemoryMarshal.Cast<byte, T>(_memory.AsSpan(_start, Length * Unsafe.SizeOf<T>()));
}
