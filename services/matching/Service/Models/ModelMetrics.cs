using System.Diagnostics.Metrics;
using Matching.Ranking;

namespace Matching.Matches;

/// <summary>What the models do, as measurements: model and arm are the only tags, and nobody is in them.</summary>
internal sealed class ModelMetrics : IDisposable
{
    public const string MeterName = "Matching.Models";

    private static readonly InstrumentAdvice<double> RowSeconds =
        new() { HistogramBucketBoundaries = [1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3] };

    private static readonly InstrumentAdvice<double> Agreement =
        new() { HistogramBucketBoundaries = [-0.5, 0, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1] };

    private readonly Meter _meter;
    private readonly Counter<long> _rankings;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _rowSeconds;
    private readonly Counter<long> _shadowScored;
    private readonly Counter<long> _shadowDropped;
    private readonly Histogram<double> _shadowTau;
    private readonly Counter<long> _withdrawals;

    public ModelMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _rankings = _meter.CreateCounter<long>("matching.model.rankings", "{ranking}", "Lists that were ranked.");
        _failures = _meter.CreateCounter<long>("matching.model.failures", "{ranking}", "Lists that a model failed on.");
        _rowSeconds = _meter.CreateHistogram(
            "matching.model.row.duration", "s", "Scoring time per row.", tags: null, RowSeconds);
        _shadowScored = _meter.CreateCounter<long>(
            "matching.model.shadow.rankings", "{ranking}", "Lists scored unseen.");
        _shadowDropped = _meter.CreateCounter<long>("matching.model.shadow.dropped", "{ranking}", "Lists passed over.");
        _shadowTau = _meter.CreateHistogram(
            "matching.model.shadow.kendall_tau", "1", "Agreement with the answered order.", tags: null, Agreement);
        _withdrawals = _meter.CreateCounter<long>("matching.model.withdrawals", "{model}", "Models that had to go.");
    }

    /// <summary>Shows which models rank, and as what, whenever somebody looks.</summary>
    public void Show(Func<ModelLineup> lineup)
    {
        _withdrawals.Add(0);
        _meter.CreateObservableGauge(
            "matching.model.active",
            () => Roles(lineup()),
            "{model}",
            "1 for each model that ranks now or is tried.");
    }

    public void Ranked(Seat seat, int rows, double microseconds)
    {
        var model = Tag(seat.Model);
        var arm = new KeyValuePair<string, object?>("arm", seat.Arm.ToString());
        _rankings.Add(1, model, arm);
        if (rows > 0)
        {
            _rowSeconds.Record(microseconds / 1e6 / rows, model, arm);
        }
    }

    public void Failed(Seat seat) => _failures.Add(1, Tag(seat.Model));

    public void ShadowScored(IRankingModel model, double tau)
    {
        _shadowScored.Add(1, Tag(model));
        if (!double.IsNaN(tau))
        {
            _shadowTau.Record(tau, Tag(model));
        }
    }

    public void ShadowDropped(IRankingModel model) => _shadowDropped.Add(1, Tag(model));

    /// <summary>Without a tag, so that it counts from 0: what begins at 1 is no rise to look for.</summary>
    public void Withdrawn() => _withdrawals.Add(1);

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<int>> Roles(ModelLineup lineup) =>
        from entry in new (string Role, IRankingModel? Model)[]
        {
            ("champion", lineup.Champion.Model), ("challenger", lineup.Challenger?.Model),
            ("shadow", lineup.Shadow?.Model),
        }
        where entry.Model is not null
        select new Measurement<int>(1, Tag(entry.Model!), new KeyValuePair<string, object?>("role", entry.Role));

    private static KeyValuePair<string, object?> Tag(IRankingModel model) => new("model", model.Name);
}
