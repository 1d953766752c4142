using System.Buffers;

namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>Where an arena takes its blocks from.</summary>
public abstract class Allocator<T>
{
    /// <summary>Takes a block of at least so many elements.</summary>
    public abstract IMemoryOwner<T> Allocate(int length);
}
