namespace Matching.Ranking;

/// <summary>What a model file may hold at most: far above what ranks, far below what exhausts a server.</summary>
public sealed record ModelLimits
{
    /// <summary>Default 256 MiB.</summary>
    public int Bytes { get; init; } = 256 << 20;

    /// <summary>Bytes of a line; default 8 MiB.</summary>
    public int LineLength { get; init; } = 8 << 20;

    /// <summary>Default 50,000.</summary>
    public int Features { get; init; } = 50_000;

    /// <summary>Default 20,000.</summary>
    public int Trees { get; init; } = 20_000;

    /// <summary>Leaves of a tree; default 131,072, which is LightGBM's own limit.</summary>
    public int Leaves { get; init; } = 1 << 17;

    /// <summary>Parameters and metrics; default 1,000.</summary>
    public int Entries { get; init; } = 1_000;

    /// <summary>Reads a stream to its end, or up to the limit.</summary>
    /// <exception cref="ModelFormatException">There is more.</exception>
    internal byte[] ReadAll(Stream stream)
    {
        const int Portion = 1 << 16;
        using var all = new MemoryStream();
        var portion = new byte[Portion];
        while (stream.Read(portion) is > 0 and var count)
        {
            all.Write(portion, 0, count);
            if (all.Length > Bytes)
            {
                throw new ModelFormatException(1, $"the file has more than {Bytes} bytes.");
            }
        }

        return all.ToArray();
    }
}
