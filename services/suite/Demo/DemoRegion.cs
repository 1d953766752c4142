using Matching.Competence;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Employer = Matching.Vacancies.V1.Employer;
using Sharing = Matching.Profiles.V1.Household.Types.Sharing;

namespace Matching.Suite.Demo;

/// <summary>
/// An invented labour market for the seventeen municipalities: ads, people, couples and needs whose mix of
/// occupations and places follows real counts. Same seed, moment and taxonomy: same region, to the byte.
/// </summary>
internal sealed class DemoRegion
{
    public const int DefaultSeed = 2280;
    public const int DefaultOpenings = 3000;
    public const int DefaultPeople = 2000;

    /// <summary>Of a hundred people, so many live in one of the couples.</summary>
    private const int CouplesPercent = 15;

    private const int NeedCount = 60;

    private DemoRegion(
        IReadOnlyList<byte[]> ads,
        IReadOnlyList<Person> people,
        IReadOnlyList<Couple> couples,
        IReadOnlyList<CreateNeedRequest> needs,
        IReadOnlyCollection<string> unknown)
    {
        Ads = ads;
        People = people;
        Couples = couples;
        Needs = needs;
        Unknown = unknown;
    }

    /// <summary>JobStream objects, one each.</summary>
    public IReadOnlyList<byte[]> Ads { get; }

    public IReadOnlyList<Person> People { get; }

    public IReadOnlyList<Couple> Couples { get; }

    public IReadOnlyList<CreateNeedRequest> Needs { get; }

    /// <summary>Names in the demo's tables that the taxonomy does not know; what they stand for was left out.</summary>
    public IReadOnlyCollection<string> Unknown { get; }

    /// <param name="now">Swedish local time; ads are published and expire around it.</param>
    public static DemoRegion Create(
        Taxonomy taxonomy,
        DateTime now,
        int seed = DefaultSeed,
        int openings = DefaultOpenings,
        int people = DefaultPeople)
    {
        var vocabulary = new Vocabulary(taxonomy);
        var trades = Trade.ReadAll();

        var dice = new Dice(seed);
        var openingMaker = new OpeningMaker(dice, trades, now);
        var json = new AdJson(vocabulary, new AdText(dice, vocabulary));
        var ads = Enumerable.Range(1, openings)
            .Select(number => json.Write(openingMaker.Draw(number)))
            .OfType<byte[]>()
            .ToArray();

        // People have dice of their own: another number of openings leaves them as they are.
        dice = new Dice(seed + 1);
        var personMaker = new PersonMaker(dice, vocabulary, trades, now);
        var persons = Enumerable.Range(0, people).Select(_ => personMaker.Draw()).OfType<Person>().ToArray();
        var couples = DrawCouples(dice, persons);
        var needs = DrawNeeds(new Dice(seed + 2), vocabulary, trades, now);
        return new DemoRegion(ads, persons, couples, needs, vocabulary.Unknown);
    }

    private static Couple[] DrawCouples(Dice dice, Person[] people)
    {
        var members = dice.Some([.. Enumerable.Range(0, people.Length)], people.Length * CouplesPercent / 100);
        var couples = new Couple[members.Length / 2];
        for (var i = 0; i < couples.Length; i++)
        {
            var (first, second) = (members[2 * i], members[(2 * i) + 1]);
            foreach (var member in (int[])[first, second])
            {
                people[member].Candidate.Consents.Add(
                    new Consent { Purpose = Consent.Types.Purpose.Household, TextVersion = "demo-1" });
            }

            // They move together: both start from the first one's home, and the second one follows the first one's
            // places.
            var (one, other) = (people[first].Candidate, people[second].Candidate);
            other.Home = one.Home;
            other.Wishes.Places.Clear();
            other.Wishes.Places.AddRange(one.Wishes.Places);
            other.Wishes.Anywhere = one.Wishes.Anywhere;
            couples[i] = new Couple(dice.Uuid(), first, second, DrawSharing(dice), DrawSharing(dice));
        }

        return couples;
    }

    private static Sharing DrawSharing(Dice dice) =>
        dice.Pick<Sharing>([Sharing.Outlook, Sharing.Openings, Sharing.Openings, Sharing.Reasons]);

    private static CreateNeedRequest[] DrawNeeds(Dice dice, Vocabulary vocabulary, Trade[] trades, DateTime now)
    {
        var municipalities = Municipality.ReadAll();
        var mix = new Mix(trades);
        var employers = new Employers();
        var needs = new List<CreateNeedRequest>();
        while (needs.Count < NeedCount)
        {
            var municipality = dice.Pick(municipalities, place => place.Openings);
            var trade = mix.Draw(municipality, dice);
            var occupation = vocabulary.Occupation(trade.Occupations[0].Label);
            needs.Add(new CreateNeedRequest
            {
                RequestId = dice.Uuid().ToString(),
                Need = new Need
                {
                    Employer = new Employer
                    {
                        DisplayName = employers.Draw(dice.Pick(trade.Employers), municipality, dice),
                    },
                    Occupation = occupation?.Id ?? trade.Ssyk,
                    Municipality = municipality.Code,
                    Year = now.Year + dice.Between(0, 6),
                    Count = dice.Between(1, 15),
                    Reason = dice.Pick<Need.Types.Reason>(
                    [
                        Need.Types.Reason.Retirement, Need.Types.Reason.Retirement, Need.Types.Reason.Growth,
                        Need.Types.Reason.Turnover,
                    ]),
                },
            });
        }

        return [.. needs];
    }
}
