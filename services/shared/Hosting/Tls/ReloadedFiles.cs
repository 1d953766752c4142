namespace Matching.Hosting;

/// <summary>
/// Something that is read from files and read again when these change, such as a certificate that is renewed. A file
/// that cannot be read after a change leaves what was there. Safe for concurrent use.
/// </summary>
/// <param name="read">Reads all of the files.</param>
internal sealed class ReloadedFiles<T>(string[] paths, Func<T> read, TimeProvider clock)
    where T : class
{
    /// <summary>How old what is in use may be, at most.</summary>
    internal static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private T _value = read();
    private DateTime[] _stamps = Stamps(paths);
    private long _lookedAt = clock.GetTimestamp();

    public T Current
    {
        get
        {
            lock (_lock)
            {
                if (clock.GetElapsedTime(_lookedAt) >= LookInterval)
                {
                    _lookedAt = clock.GetTimestamp();
                    Look();
                }

                return _value;
            }
        }
    }

    private static DateTime[] Stamps(string[] paths) => [.. paths.Select(File.GetLastWriteTimeUtc)];

    private void Look()
    {
        var stamps = Stamps(paths);
        if (stamps.SequenceEqual(_stamps))
        {
            return;
        }

        try
        {
            _value = read();
            _stamps = stamps;
        }
        catch (Exception error) when (CertificateFile.IsUnusable(error))
        {
            // A certificate and its key are not replaced at one moment: the next look finds both.
        }
    }
}
