using System.Threading.Channels;

namespace Matching.Matches;

/// <summary>
/// Scores what was ranked once more, with the model in the shadow, after the answer has gone. What it cannot keep up
/// with is dropped and counted; no request ever waits for it.
/// </summary>
internal sealed class ShadowScorer(ModelMetrics metrics) : BackgroundService
{
    /// <summary>Rows of one list that are looked at; the rest of a longer one is left out.</summary>
    public const int MaximumRows = 1000;

    /// <summary>Lists that wait.</summary>
    private const int MaximumQueue = 64;

    private readonly Channel<(ShadowRun Run, ShadowSample Sample)> _queue =
        Channel.CreateBounded<(ShadowRun Run, ShadowSample Sample)>(
            new BoundedChannelOptions(MaximumQueue) { SingleReader = true });

    /// <summary>Takes a list where there is room.</summary>
    public void Offer(ShadowRun run, ShadowSample sample)
    {
        if (!_queue.Writer.TryWrite((run, sample)))
        {
            run.Drop();
            metrics.ShadowDropped(run.Model);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (run, sample) in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            metrics.ShadowScored(run.Model, run.Score(sample));
        }
    }
}
