using Matching.Servers;

namespace Matching.Chaos.Faults;

/// <summary>A small file system in memory, mounted over a directory, that can be filled. Needs root.</summary>
internal sealed class SmallDisk
{
    private const string Size = "768m";
    private const int Block = 1024 * 1024;

    private readonly string _directory;

    private SmallDisk(string directory) => _directory = directory;

    private string Filler => Path.Combine(_directory, "filler");

    /// <summary>Null where nothing can be mounted.</summary>
    public static async Task<SmallDisk?> TryMountAsync(string directory, Action<string> say)
    {
        Directory.CreateDirectory(directory);
        var (code, output) = await ShortCommand.TryAsync(
            ["mount", "-t", "tmpfs", "-o", $"size={Size}", "tmpfs", directory], null, CancellationToken.None);
        if (code == 0)
        {
            return new SmallDisk(directory);
        }

        say($"No full disk, because nothing can be mounted here: {output.Trim()}");
        return null;
    }

    /// <summary>Writes until there is no room left.</summary>
    public void Fill()
    {
        var zeros = new byte[Block];
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var length = Block; length > 0;)
        {
            try
            {
                file.Write(zeros, 0, length);
            }
            catch (IOException)
            {
                length /= 2;
            }
        }
    }

    public void Free() => File.Delete(Filler);

    public Task UnmountAsync() => ShortCommand.TryAsync(["umount", "-l", _directory], null, CancellationToken.None);
}
