namespace Matching.Trainer;

/// <summary>
/// A file that appears under its name only once it is whole: it is written beside it and renamed by
/// <see cref="Commit"/>; without that it leaves nothing behind.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly string _path;
    private readonly string _partial;
    private bool _committed;

    public AtomicFile(string path)
    {
        _path = Path.GetFullPath(path);
        _partial = $"{_path}.{Environment.ProcessId}.partial";
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        Stream = new FileStream(_partial, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes);
    }

    public FileStream Stream { get; }

    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_partial, _path, overwrite: true);
        _committed = true;
    }

    public static void WriteText(string path, string text)
    {
        using var file = new AtomicFile(path);
        using (var writer = new StreamWriter(file.Stream, leaveOpen: true))
        {
            writer.Write(text);
        }

        file.Commit();
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (!_committed)
        {
            File.Delete(_partial);
        }
    }
}
