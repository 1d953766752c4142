using System.Threading.Channels;

namespace Matching.Matches;

/// <summary>
/// Takes note of every list that a model has ranked or failed on: measures it, has it watched, and passes it to the
/// model in the shadow. A model that its watch lets go of is named to whoever switches.
/// </summary>
internal sealed class ModelGuard(ModelMetrics metrics, ShadowScorer shadow, ILogger<ModelGuard> log)
{
    private const int MaximumLeaving = 16;

    private readonly Channel<(string Model, string Reason)> _leaving =
        Channel.CreateBounded<(string Model, string Reason)>(
            new BoundedChannelOptions(MaximumLeaving) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>The models that have to go, with the reason; each is named once.</summary>
    public ChannelReader<(string Model, string Reason)> Leaving => _leaving.Reader;

    /// <summary>A list was ranked.</summary>
    /// <param name="subject">Whom or what for; null for nobody in particular.</param>
    /// <param name="rows">How many rows were scored.</param>
    /// <param name="microseconds">How long that took.</param>
    /// <param name="best">The best scores, at most <see cref="ModelWatch.ScoresPerList"/>.</param>
    /// <param name="sample">The rows for the shadow; null for none.</param>
    public void Ranked(
        Seat seat, string? subject, int rows, double microseconds, double[] best, ShadowSample? sample)
    {
        metrics.Ranked(seat, rows, microseconds);
        Tell(seat, seat.Watch?.Add(subject, rows, microseconds, failed: false, best));
        if (seat.Shadow is { } run && sample is not null)
        {
            shadow.Offer(run, sample);
        }
    }

    /// <summary>The model failed on a list.</summary>
    public void Failed(Seat seat, string? subject, string failure)
    {
        metrics.Failed(seat);
        MatchingLog.ModelFailed(log, seat.Model.Name, failure);
        Tell(seat, seat.Watch?.Add(subject, rows: 0, microseconds: 0, failed: true, best: []));
    }

    private void Tell(Seat seat, string? reason)
    {
        if (reason is not null)
        {
            _leaving.Writer.TryWrite((seat.ModelName, reason));
        }
    }
}
