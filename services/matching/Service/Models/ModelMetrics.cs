using System.Diagnostics.Metrics;
using Matching.Ranking;

namespace Matching.Matches;

/// <summary>What the models do, as measurements: model and arm are the only tags, and nobody is in them.</summary>
internal sealed class ModelMetrics : IDisposable
{
    public const string MeterName = "Matching.Models";

    private readonly Meter _meter;
    private readonly Counter<long> _rankings;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _rowMicroseconds;
    private readonly Counter<long> _shadowScored;
    private readonly Counter<long> _shadowDropped;
    private readonly Histogram<double> _shadowTau;
    private readonly Counter<long> _withdrawals;

    public ModelMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _rankings = _meter.CreateCounter<long>("matching.model.rankings", "{ranking}", "Lists that were ranked.");
        _failures = _meter.CreateCounter<long>("matching.model.failures", "{ranking}", "Lists that a model failed on.");
        _rowMicroseconds = _meter.CreateHistogram<double>("matching.model.row_time", "us", "Scoring time per row.");
        _shadowScored = _meter.CreateCounter<long>(
            "matching.model.shadow.rankings", "{ranking}", "Lists scored unseen.");
        _shadowDropped = _meter.CreateCounter<long>("matching.model.shadow.dropped", "{ranking}", "Lists passed over.");
        _shadowTau = _meter.CreateHistogram<double>(
            "matching.model.shadow.kendall_tau", "1", "Agreement with the answered order.");
        _withdrawals = _meter.CreateCounter<long>("matching.model.withdrawals", "{model}", "Models that had to go.");
    }

    public void Ranked(Seat seat, int rows, double microseconds)
    {
        var model = Tag(seat.Model);
        var arm = new KeyValuePair<string, object?>("arm", seat.Arm.ToString());
        _rankings.Add(1, model, arm);
        if (rows > 0)
        {
            _rowMicroseconds.Record(microseconds / rows, model, arm);
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

    public void Withdrawn(string model) => _withdrawals.Add(1, new KeyValuePair<string, object?>("model", model));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(IRankingModel model) => new("model", model.Name);
}
