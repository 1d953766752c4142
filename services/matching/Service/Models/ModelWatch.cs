using System.Globalization;
using V1Watch = Matching.Matches.V1.ModelReport.Types.Watch;

namespace Matching.Matches;

/// <summary>
/// Watches one model while it answers, on this replica: time per row, failures, and how far its scores have moved. It
/// looks after every block of lists; a model that is out of its bounds in three looks in a row has to go, and one look
/// within them starts the count again. Keeps numbers only. Safe for concurrent use.
/// </summary>
internal sealed class ModelWatch(string model, ModelBounds bounds, IReadOnlyList<double> referenceQuantiles)
{
    /// <summary>Lists that are kept.</summary>
    public const int Window = 200;

    /// <summary>Lists between two looks.</summary>
    public const int Block = 20;

    /// <summary>A block ends early after so many failures.</summary>
    public const int BlockFailures = 5;

    /// <summary>Looks in a row that have to find something.</summary>
    public const int Patience = 3;

    /// <summary>The best scores of a list that count for the shift.</summary>
    public const int ScoresPerList = 20;

    /// <summary>
    /// The shift is told from so many different subjects on: one person who asks again is no distribution.
    /// </summary>
    public const int MinimumSubjects = 30;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly Lock _lock = new();
    private readonly Queue<Entry> _window = new();
    private readonly List<Entry> _block = [];
    private readonly ScoreShift? _reference = referenceQuantiles.Count > 0 ? new ScoreShift(referenceQuantiles) : null;
    private IReadOnlyList<string> _found = [];
    private int _breaches;
    private bool _told;

    public string Model => model;

    /// <summary>Takes note of a list that was ranked, or that the model failed on.</summary>
    /// <param name="subject">Whom it was for; only its hash is kept. Null for nobody in particular.</param>
    /// <param name="rows">How many rows were scored.</param>
    /// <param name="microseconds">How long that took.</param>
    /// <param name="failed">Whether the model failed on it.</param>
    /// <param name="best">The best scores, at most <see cref="ScoresPerList"/>.</param>
    /// <returns>Why the model has to go: told once, else null.</returns>
    public string? Add(string? subject, int rows, double microseconds, bool failed, double[] best)
    {
        var entry = new Entry(
            subject?.GetHashCode(StringComparison.Ordinal), microseconds / Math.Max(1, rows), rows > 0, failed, best);
        lock (_lock)
        {
            _window.Enqueue(entry);
            _block.Add(entry);
            if (_window.Count > Window)
            {
                _window.Dequeue();
            }

            if (_block.Count < Block && _block.Count(e => e.Failed) < BlockFailures)
            {
                return null;
            }

            _found = [.. Look()];
            _block.Clear();
            _breaches = _found.Count > 0 ? _breaches + 1 : 0;
            if (_breaches < Patience || _told)
            {
                return null;
            }

            _told = true;
            return string.Join(' ', _found);
        }
    }

    public V1Watch ToWire()
    {
        lock (_lock)
        {
            var shift = Shift();
            var wire = new V1Watch
            {
                RankingCount = _window.Count,
                FailureCount = _window.Count(entry => entry.Failed),
                Latency = Latency.ToWire([.. _window.Where(e => e.Timed).Select(e => e.RowMicroseconds)]),
                BreachCount = _breaches,
                Breaches = { _found },
                Bounds = bounds.ToWire(),
            };
            if (shift is { } known)
            {
                wire.ScoreShift = known;
            }

            return wire;
        }
    }

    private IEnumerable<string> Look()
    {
        var p90 = Latency.Quantile([.. _block.Where(e => e.Timed).Select(e => e.RowMicroseconds)], 0.9);
        if (p90 > bounds.RowMicroseconds)
        {
            yield return string.Create(
                Invariant, $"Scoring takes {p90:0.#} µs a row (p90), more than {bounds.RowMicroseconds:0.#}.");
        }

        var failures = _block.Count(entry => entry.Failed);
        if (failures > bounds.FailureShare * _block.Count)
        {
            yield return string.Create(Invariant, $"It failed on {failures} of {_block.Count} lists.");
        }

        if (Shift() is { } shift && shift > bounds.ScoreShift)
        {
            yield return string.Create(
                Invariant,
                $"Its scores have moved by {shift:0.##} from the reference, more than {bounds.ScoreShift:0.##}.");
        }
    }

    private double? Shift()
    {
        if (_reference is null)
        {
            return null;
        }

        // Each subject counts once, with the latest list.
        var latest = new Dictionary<int, double[]>();
        foreach (var entry in _window)
        {
            if (entry is { Subject: { } subject, Failed: false, Best.Length: > 0 })
            {
                latest[subject] = entry.Best;
            }
        }

        return latest.Count >= MinimumSubjects ? _reference.Of([.. latest.Values.SelectMany(best => best)]) : null;
    }

    private readonly record struct Entry(
        int? Subject, double RowMicroseconds, bool Timed, bool Failed, double[] Best);
}
