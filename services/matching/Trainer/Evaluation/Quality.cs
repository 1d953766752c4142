using System.Globalization;
using System.Runtime.InteropServices;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>What is to be measured.</summary>
internal sealed record QualityOptions
{
    /// <summary>Seeds the random order and the resamples.</summary>
    public required int Seed { get; init; }

    /// <summary>How many random orders are averaged.</summary>
    public required int RandomOrders { get; init; }

    /// <summary>The number that stands in for the label; null for the label.</summary>
    public string? Label { get; init; }

    /// <summary>Which queries are measured.</summary>
    public Func<JudgedQuery, bool> Includes { get; init; } = _ => true;

    /// <summary>The probability that a score and its row stand for; null where the model is not calibrated.</summary>
    public Func<double, double>? Probability { get; init; }
}

/// <summary>
/// The orders of a file's rows, measured side by side on the same queries: as they came, at random, and by each scorer.
/// </summary>
internal sealed class Quality
{
    private const string Month = "month";

    private readonly Dictionary<string, Dictionary<string, List<int>>> _slices = [];
    private readonly List<double> _told = [];
    private readonly List<bool> _came = [];
    private readonly int _seed;
    private Bootstrap? _bootstrap;

    private Quality(IEnumerable<string> orders, int seed)
    {
        Orders = [.. orders.Select(name => new OrderMeasures(name))];
        _seed = seed;
    }

    public int Queries { get; private set; }

    public long Rows { get; private set; }

    public long? FirstTime { get; private set; }

    public long? LastTime { get; private set; }

    public IReadOnlyList<OrderMeasures> Orders { get; }

    /// <summary>How far the model's probabilities come true; null where it tells none.</summary>
    public Reliability? Calibration { get; private set; }

    /// <summary>The slices that the queries name, such as <c>municipality</c>, and <c>month</c>.</summary>
    public IEnumerable<string> SliceNames => _slices.Keys.Order(StringComparer.Ordinal);

    /// <exception cref="BadInputException">The file cannot be read, or nothing in it is measured.</exception>
    public static Quality Measure(
        RankingFile file, IReadOnlyList<Scorer> scorers, QualityOptions options, Action<double>? tell = null)
    {
        var quality = new Quality(
            [Scorer.Incoming, Scorer.Random, .. scorers.Select(scorer => scorer.Name)], options.Seed);
        var random = new Random(options.Seed);
        var shuffled = new int[options.RandomOrders][];
        foreach (var query in file.Read(tell).Where(options.Includes))
        {
            var labels = query.LabelsFrom(options.Label);
            quality.Note(query);
            quality.Orders[0].Add(labels, Ranking.Orders.Incoming(labels.Length));
            for (var i = 0; i < shuffled.Length; i++)
            {
                shuffled[i] = Ranking.Orders.Shuffled(labels.Length, random);
            }

            quality.Orders[1].Add(labels, shuffled);
            for (var s = 0; s < scorers.Count; s++)
            {
                var scores = scorers[s].Scores(query);
                quality.Orders[s + 2].Add(labels, Ranking.Orders.ByScore(scores));
                if (scorers[s].Name == Scorer.Model && options.Probability is { } probability)
                {
                    for (var i = 0; i < scores.Length; i++)
                    {
                        quality._told.Add(probability(scores[i]));
                        quality._came.Add(labels[i] >= RankingMetrics.RelevantFrom);
                    }
                }
            }
        }

        quality.Calibration = quality._told.Count == 0 ? null
            : Reliability.Of(CollectionsMarshal.AsSpan(quality._told), CollectionsMarshal.AsSpan(quality._came));
        return quality.Queries > 0 ? quality : throw new BadInputException($"{file.Path} has no rows to measure.");
    }

    public int? IndexOf(string order) =>
        Orders.Index().Where(o => o.Item.Name == order).Select(o => (int?)o.Index).FirstOrDefault();

    /// <summary>A measure of an order over all queries.</summary>
    public Interval Of(int order, int measure) => All().Mean(order * OrderMeasures.All.Count + measure);

    /// <summary>
    /// How much better an order is than another, query by query; in NDCG@10 where nothing else is said.
    /// </summary>
    public Interval Difference(int order, int other, int measure = OrderMeasures.Ndcg10) => All().Difference(
        order * OrderMeasures.All.Count + measure, other * OrderMeasures.All.Count + measure);

    /// <summary>
    /// What share of the way from the random order to the ideal one an order goes, in NDCG@10; null without an ideal.
    /// </summary>
    public Interval? ShareOfAchievable(int order) => IndexOf(Scorer.Ideal) is not { } ideal ? null
        : All().Of(means => AboveRandom(means, order) / AboveRandom(means, ideal));

    /// <summary>The values of a slice with the numbers of their queries, the largest first, months in order.</summary>
    public IEnumerable<(string Value, IReadOnlyList<int> Queries)> Slice(string name) =>
        _slices.TryGetValue(name, out var values)
            ? values.OrderByDescending(v => name == Month ? 0 : v.Value.Count)
                .ThenBy(v => v.Key, StringComparer.Ordinal)
                .Select(v => (v.Key, (IReadOnlyList<int>)v.Value))
            : [];

    /// <summary>NDCG@10 of every order over some queries, for means and differences there.</summary>
    public Bootstrap Within(IReadOnlyList<int> queries) => new(
        [
            .. Orders.Select(order =>
                queries.Select(q => order.Values[OrderMeasures.Ndcg10][q]).ToArray()),
        ],
        _seed);

    private static double AboveRandom(double[] means, int order) => means[Ndcg10At(order)] - means[Ndcg10At(1)];

    private static int Ndcg10At(int order) => order * OrderMeasures.All.Count + OrderMeasures.Ndcg10;

    private Bootstrap All() => _bootstrap ??= new Bootstrap([.. Orders.SelectMany(order => order.Values)], _seed);

    private void Note(JudgedQuery query)
    {
        foreach (var (slice, value) in query.Slices)
        {
            Add(slice, value);
        }

        if (query.Time is { } time)
        {
            FirstTime = Math.Min(FirstTime ?? time, time);
            LastTime = Math.Max(LastTime ?? time, time);
            Add(Month, DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM", CultureInfo.InvariantCulture));
        }

        Queries++;
        Rows += query.Count;

        void Add(string slice, string value)
        {
            if (!_slices.TryGetValue(slice, out var values))
            {
                _slices[slice] = values = [];
            }

            if (!values.TryGetValue(value, out var queries))
            {
                values[value] = queries = [];
            }

            queries.Add(Queries);
        }
    }
}
