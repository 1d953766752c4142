using System.Globalization;
using Matching.Competence;
using Matching.Fit;

namespace Matching.Trainer;

/// <summary>What is simulated.</summary>
internal sealed record SimulationOptions
{
    public required int Seed { get; init; }

    /// <summary>How many rows an answer shows at most.</summary>
    public required int Shown { get; init; }

    /// <summary>The beginning of the period, and its length in days.</summary>
    public required DateTimeOffset From { get; init; }

    public required int Days { get; init; }

    /// <summary>
    /// The standard deviation, in points of the expert model, by which the logging policy leaves its order.
    /// </summary>
    public required double Exploration { get; init; }
}

/// <summary>
/// A region over a period: people come, openings are ranked for them by the expert model with some exploration, and
/// both
/// sides act on hidden preferences. Each answer depends on the seed and its number alone.
/// </summary>
internal sealed class Simulation
{
    private const int Trades = 60;
    private const int OpeningsPerDay = 24;

    /// <summary>An answer with fewer rows says little about order; another person is drawn.</summary>
    private const int FewestShown = 5;

    private readonly SimulationOptions _options;
    private readonly FitEngine _engine;
    private readonly PersonMaker _people;
    private readonly SimulatedOpening[][] _openByDay;
    private readonly Stance[] _stances;
    private readonly Judge _judge;

    public Simulation(Taxonomy taxonomy, SimulationOptions options)
    {
        _options = options;
        var municipalities = new Municipalities(taxonomy);
        _engine = new FitEngine(taxonomy, municipalities.All.ToHashSet());
        var trades = Trade.Draw(taxonomy, Trades, new Dice(options.Seed, Parts.Trades));
        var sum = 0.0;
        double[] sums = [.. trades.Index().Select(t => sum += 1.0 / (t.Index + 5))];
        _people = new PersonMaker(taxonomy, trades, sums, municipalities);
        _openByDay = Openings(new OpeningMaker(taxonomy, trades, sums, municipalities), options);
        var dice = new Dice(options.Seed, Parts.Employers);
        _stances = [.. Enumerable.Range(0, OpeningMaker.Employers).Select(_ => Stance.Draw(dice))];
        _judge = new Judge(options.Seed);
    }

    /// <summary>One answer and what became of it.</summary>
    public JudgedQuery Query(int number)
    {
        for (var attempt = 0; ; attempt++)
        {
            var dice = new Dice(_options.Seed, Parts.Queries + number * 1_000L + attempt);
            var day = dice.Between(0, _options.Days - 1);
            var now = _options.From.AddDays(day).AddMinutes(dice.Between(7 * 60, 20 * 60));
            var person = _people.Draw(dice, DateOnly.FromDateTime(now.DateTime));
            var shown = Show(person, _openByDay[day], now, dice);
            if (shown.Count >= FewestShown)
            {
                return Judged(number, person, shown, now, dice);
            }
        }
    }

    /// <summary>The openings that pass all gates, in the order of the logging policy.</summary>
    private List<Shown> Show(Person person, SimulatedOpening[] open, DateTimeOffset now, Dice dice)
    {
        var found = new List<Shown>();
        var features = new float[FitEngine.Features.Count];
        foreach (var opening in open)
        {
            if (_engine.FailedGates(person.Candidate, opening.Opening, now, Consents.Matching) != GateTypes.None)
            {
                continue;
            }

            _engine.Extract(person.Candidate, opening.Opening, now, features);
            if (FitEngine.IsRelevant(features))
            {
                var score = FitEngine.ExpertModel.Score(features);
                found.Add(new Shown(
                    opening, [.. features], score, score + _options.Exploration * dice.Normal()));
            }
        }

        found.Sort((a, b) => b.Key.CompareTo(a.Key));
        return found.Count > _options.Shown ? found[.._options.Shown] : found;
    }

    private JudgedQuery Judged(int number, Person person, List<Shown> shown, DateTimeOffset now, Dice dice)
    {
        var tastes = Tastes.Draw(dice);
        var labels = new float[shown.Count];
        var numbers = new[]
        {
            Columns.Position, Columns.Click, Columns.Stage, Columns.Init, Columns.Ideal, Columns.Utility,
        }.ToDictionary(name => name, _ => new float[shown.Count]);
        for (var i = 0; i < shown.Count; i++)
        {
            var row = shown[i];
            var stance = _stances[row.Opening.Employer];
            var ofPerson = Preferences.OfPerson(row.Features, tastes, stance)
                + Preferences.PairDeviation * dice.Normal();
            var expected = Preferences.OfEmployer(row.Features, new Stance(1, 1, 0));
            var ofEmployer = Preferences.OfEmployer(row.Features, stance) + Preferences.PairDeviation * dice.Normal();
            var worth = Preferences.Worth(ofPerson, ofEmployer);
            labels[i] = Judge.Grade(worth, dice);
            var stage = Judge.Stage(ofPerson, ofEmployer, Preferences.Worth(ofPerson, expected), i + 1, dice);
            numbers[Columns.Position][i] = i + 1;
            numbers[Columns.Click][i] = Math.Min(1, stage);
            numbers[Columns.Stage][i] = stage;
            numbers[Columns.Init][i] = (float)row.Score;
            numbers[Columns.Ideal][i] = (float)_judge.ExpectedGain(row.Features);
            numbers[Columns.Utility][i] = (float)worth;
        }

        return new JudgedQuery
        {
            Id = (number + 1).ToString(CultureInfo.InvariantCulture),
            Time = now.ToUnixTimeSeconds(),
            Slices = new Dictionary<string, string>
            {
                ["municipality"] = person.Home.Code!,
                ["field"] = person.Trade.Field?.Id ?? "none",
                ["group"] = person.SchooledAbroad ? "abroad" : "here",
            },
            Labels = labels,
            Features = [.. shown.SelectMany(row => row.Features)],
            Numbers = numbers,
        };
    }

    private static SimulatedOpening[][] Openings(OpeningMaker maker, SimulationOptions options)
    {
        var openings = new List<SimulatedOpening>();
        for (var i = 0; i < options.Days * OpeningsPerDay; i++)
        {
            openings.Add(maker.Draw(new Dice(options.Seed, Parts.Openings + i), options.From, options.Days));
        }

        return
        [
            .. Enumerable.Range(0, options.Days)
                .Select(day => openings.Where(o => o.FirstDay <= day && day <= o.LastDay).ToArray()),
        ];
    }

    /// <summary>Where in the seed's stream each part of the simulation begins.</summary>
    internal static class Parts
    {
        public const long Trades = 1;
        public const long Employers = 2;
        public const long Judge = 3;
        public const long Openings = 1L << 32;
        public const long Queries = 1L << 40;
    }

    private sealed record Shown(SimulatedOpening Opening, float[] Features, double Score, double Key);
}
