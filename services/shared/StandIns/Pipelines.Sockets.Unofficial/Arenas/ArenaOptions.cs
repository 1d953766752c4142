namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>How an arena takes and keeps memory.</summary>
/// <param name="flags">How it treats memory.</param>
/// <param name="blockSizeBytes">The size of a block; 0 for 128 KiB.</param>
/// <param name="retentionPolicy">
/// From the bytes kept so far and the bytes just used, how many to keep at a reset; null to keep what was used at most,
/// falling by a tenth with each reset that used less.
/// </param>
public sealed class ArenaOptions(
    ArenaFlags flags = ArenaFlags.None, int blockSizeBytes = 0, Func<long, long, long>? retentionPolicy = null)
{
    private const int DefaultBlockBytes = 128 * 1024;

    /// <summary>How memory is treated.</summary>
    public ArenaFlags Flags { get; } = flags;

    /// <summary>The size of a block in bytes.</summary>
    public int BlockSizeBytes { get; } = blockSizeBytes > 0 ? blockSizeBytes : DefaultBlockBytes;

    /// <summary>How many bytes to keep at a reset.</summary>
    public Func<long, long, long> RetentionPolicy { get; } =
        retentionPolicy ?? (static (kept, used) => used >= kept ? used : Math.Max(used, kept * 9 / 10));
}
