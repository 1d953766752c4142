using System.Buffers;

namespace Matching.Gateway.Json;

/// <summary>
/// Bytes in a pooled array that grows: a message on its way, or JSON whose length is not known yet. Not for two threads
/// at once. Disposing gives the array back; where somebody may still read it, it is left to the collector instead.
/// </summary>
internal sealed class PooledBytes(int capacity = 512) : IBufferWriter<byte>, IDisposable
{
    private byte[] _array = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    /// <summary>The bytes from a place on, to be changed.</summary>
    public Span<byte> From(int start) => _array.AsSpan(start, Length - start);

    /// <summary>Forgets what stands behind a length.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - Length);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsSpan(Length);
    }

    public void Add(byte value)
    {
        if (Length == _array.Length)
        {
            Reserve(1);
        }

        _array[Length++] = value;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Makes room within.</summary>
    public void Insert(int at, int count)
    {
        Reserve(count);
        _array.AsSpan(at, Length - at).CopyTo(_array.AsSpan(at + count));
        Length += count;
    }

    public void Dispose()
    {
        var array = _array;
        _array = [];
        Length = 0;
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private void Reserve(int count)
    {
        if (_array.Length - Length >= Math.Max(count, 1))
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(
            checked((int)Math.Max(Length + (long)Math.Max(count, 1), Math.Min(2L * _array.Length, Array.MaxLength))));
        _array.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
