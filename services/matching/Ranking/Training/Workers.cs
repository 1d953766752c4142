namespace Matching.Ranking;

/// <summary>
/// Runs numbered tasks on so many threads. What a task does must not depend on which thread runs it or on what runs
/// beside it: that is what makes models the same for any number of threads.
/// </summary>
internal sealed class Workers(int threads)
{
    private readonly ParallelOptions _options = new() { MaxDegreeOfParallelism = threads };

    public int Threads => threads;

    public void Run(int tasks, Action<int> task)
    {
        if (threads > 1 && tasks > 1)
        {
            Parallel.For(0, tasks, _options, task);
            return;
        }

        for (var i = 0; i < tasks; i++)
        {
            task(i);
        }
    }

    /// <summary>
    /// Cuts <paramref name="length"/> into blocks, whose borders do not depend on the number of threads.
    /// </summary>
    public void RunBlocks(int length, int blockLength, Action<int, int> task) =>
        Run((length + blockLength - 1) / blockLength, block =>
        {
            var from = block * blockLength;
            task(from, Math.Min(from + blockLength, length));
        });
}
