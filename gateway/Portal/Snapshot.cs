namespace Matching.Gateway.Portal;

/// <summary>
/// Something read from a service that many pages need and that may be a little old: read again when it is asked for
/// after its time, by one reader while the others wait. A failed read keeps nothing, and nor does one that found
/// nothing: whoever looks while a store is filled sees what is there then.
/// </summary>
internal sealed class Snapshot<T>(
    Func<CancellationToken, Task<T>> read, Predicate<T> isEmpty, TimeSpan life, TimeProvider clock)
    : IDisposable
    where T : class
{
    private readonly SemaphoreSlim _reading = new(1);
    private (T Value, long ReadAt)? _current;

    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } value)
        {
            return value;
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (Fresh() is { } readMeanwhile)
            {
                return readMeanwhile;
            }

            var fresh = await read(cancellationToken);
            _current = isEmpty(fresh) ? null : (fresh, clock.GetTimestamp());
            return fresh;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private T? Fresh() => _current is { } current && clock.GetElapsedTime(current.ReadAt) < life ? current.Value : null;
}
