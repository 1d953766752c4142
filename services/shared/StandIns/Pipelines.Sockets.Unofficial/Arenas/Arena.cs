using System.Buffers;
using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>
/// Hands out runs of elements from large blocks; a reset takes all of them back at once. A run never crosses from one
/// block into the next: a block too short for it is left as it is, and one that is long enough is taken. Not safe for
/// concurrent use.
/// </summary>
public sealed class Arena<T> : IDisposable
{
    private readonly ArenaOptions _options;
    private readonly Allocator<T>? _allocator;
    private readonly Stack<IMemoryOwner<T>> _full = new();
    private IMemoryOwner<T>? _block;
    private int _usedOfBlock;
    private long _usedOfFull;
    private long _keptBytes;

    /// <summary>Creates an arena; it takes no memory before the first allocation.</summary>
    public Arena(ArenaOptions? options = null, Allocator<T>? allocator = null)
    {
        _options = options ?? new ArenaOptions();
        _allocator = allocator;
    }

    /// <summary>Hands out a run of elements, valid until the next reset.</summary>
    public Sequence<T> Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);

        if (length == 0)
        {
            return default;
        }

        if (_block is null || _block.Memory.Length - _usedOfBlock < length)
        {
            TakeBlock(length);
        }

        var run = new Sequence<T>(_block!.Memory.Slice(_usedOfBlock, length));
        _usedOfBlock += length;
        return run;
    }

    /// <summary>Takes everything back that was handed out, and lets go of memory that is not worth keeping.</summary>
    public void Reset()
    {
        if (_block is null)
        {
            return;
        }

        _keptBytes = _options.RetentionPolicy(_keptBytes, (_usedOfFull + _usedOfBlock) * Unsafe.SizeOf<T>());

        // Of several blocks the last one stays, which is the longest: the next batch finds it first.
        while (_full.TryPop(out var block))
        {
            Release(block, block.Memory.Length);
        }

        var length = (long)_block.Memory.Length * Unsafe.SizeOf<T>();
        if (length > Math.Max(_keptBytes, _options.BlockSizeBytes) * 2)
        {
            Release(_block, _usedOfBlock);
            _block = null;
        }
        else if (ClearsAtReset)
        {
            _block.Memory.Span[.._usedOfBlock].Clear();
        }

        _usedOfBlock = 0;
        _usedOfFull = 0;
    }

    /// <summary>Lets go of all memory.</summary>
    public void Dispose()
    {
        Reset();
        if (_block is not null)
        {
            Release(_block, _block.Memory.Length);
            _block = null;
        }
    }

    /// <summary>Elements with references are wiped too, or they would keep what they refer to alive.</summary>
    private bool ClearsAtReset =>
        _options.Flags.HasFlag(ArenaFlags.ClearAtReset) || RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    private void TakeBlock(int length)
    {
        if (_block is not null)
        {
            _full.Push(_block);
            _usedOfFull += _usedOfBlock;
        }

        // Each block is at least twice as long as the one before, so that a long batch has few.
        var wanted = Math.Max((long)_options.BlockSizeBytes / Unsafe.SizeOf<T>(), length);
        wanted = Math.Max(wanted, Math.Min(2L * (_block?.Memory.Length ?? 0), Array.MaxLength));
        _block = _allocator?.Allocate((int)wanted) ?? MemoryPool<T>.Shared.Rent((int)wanted);
        _usedOfBlock = 0;
        if (_options.Flags.HasFlag(ArenaFlags.ClearAtReset))
        {
            _block.Memory.Span.Clear();
        }
    }

    private void Release(IMemoryOwner<T> block, int used)
    {
        if (ClearsAtReset || _options.Flags.HasFlag(ArenaFlags.ClearAtDispose))
        {
            block.Memory.Span[..used].Clear();
        }

        block.Dispose();
    }
}
