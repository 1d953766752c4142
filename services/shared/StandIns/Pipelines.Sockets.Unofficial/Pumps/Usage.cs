namespace Pipelines.Sockets.Unofficial.Pumps;

/// <summary>
/// Whether somebody is at work in a pipe's memory. Completing an end of a pipe frees its memory; from another thread
/// that would pull it away under a parser, so completing waits until the work is done. Safe for concurrent use by one
/// worker and any number who complete.
/// </summary>
internal struct Usage
{
    private const int Idle = 0;
    private const int Working = 1;
    private const int Completing = 2;
    private const int Completed = 3;

    private int _state;

    /// <summary>Whether it is completed, and the worker done.</summary>
    public readonly bool IsCompleted => Volatile.Read(in _state) == Completed;

    /// <summary>The worker begins, or goes on.</summary>
    public void Begin() => Interlocked.CompareExchange(ref _state, Working, Idle);

    /// <summary>The worker is done. True if somebody completed meanwhile: the worker now has to do it.</summary>
    public bool End() =>
        Interlocked.CompareExchange(ref _state, Idle, Working) == Completing
        && Interlocked.CompareExchange(ref _state, Completed, Completing) == Completing;

    /// <summary>Asks to complete. True if the caller has to do it now.</summary>
    public bool TryComplete()
    {
        while (true)
        {
            switch (Interlocked.CompareExchange(ref _state, Completed, Idle))
            {
                case Idle:
                    return true;
                case Working when Interlocked.CompareExchange(ref _state, Completing, Working) != Working:
                    continue;
                default:
                    return false;
            }
        }
    }
}
