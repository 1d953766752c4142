using System.Runtime.InteropServices;

namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>
/// A sequence that does not name its type: a value type cannot have a field of a type made of itself.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct Sequence
{
    private readonly object? _source;
    private readonly int _start;
    private readonly int _length;

    private Sequence(object? source, int start, int length)
    {
        _source = source;
        _start = start;
        _length = length;
    }

    /// <summary>How many elements there are.</summary>
    public long Length => _length;

    /// <summary>The same with its type.</summary>
    /// <exception cref="InvalidCastException">The elements are of another type.</exception>
    public Sequence<T> Cast<T>() => _length == 0
        ? default
        : new Sequence<T>(_source switch
        {
            T[] array => array.AsMemory(_start, _length),
            System.Buffers.MemoryManager<T> manager => manager.Memory.Slice(_start, _length),
            _ => throw new InvalidCastException($"The elements are not of type {typeof(T)}."),
        });

    internal static Sequence From<T>(Memory<T> run)
    {
        if (MemoryMarshal.TryGetArray<T>(run, out var array))
        {
            return new Sequence(array.Array, array.Offset, array.Count);
        }

        return MemoryMarshal.TryGetMemoryManager<T, System.Buffers.MemoryManager<T>>(
            run, out var manager, out var start, out var length)
            ? new Sequence(manager, start, length)
            : throw new NotSupportedException("The memory is neither an array nor managed.");
    }
}
