using Matching.Competence;

namespace Matching.Suite.Demo;

/// <summary>Draws openings: where, in which occupation, on which terms and with which demands.</summary>
internal sealed class OpeningMaker(Dice dice, Trade[] trades, DateTime now)
{
    /// <summary>Areas that hire for the summer.</summary>
    private static readonly string[] SummerAreas =
        ["vård", "omsorg", "kök", "service", "skog", "industri", "handel", "transport"];

    private static readonly string[] OnCallAreas = ["vård", "omsorg", "handel", "kök"];

    private static readonly string[] SeasonAreas = ["kök", "skog", "service"];

    private static readonly string[] PracticalAreas =
        ["bygg", "industri", "kök", "skog", "transport", "handel", "it", "service"];

    private readonly Municipality[] _municipalities = Municipality.ReadAll();
    private readonly Mix _mix = new(trades);
    private readonly Employers _employers = new();

    public Opening Draw(int number)
    {
        var municipality = dice.Pick(_municipalities, place => place.Openings);
        var trade = _mix.Draw(municipality, dice);
        var branch = dice.Pick(trade.Employers);
        var hiring = DrawHiring(trade);
        var isLearner = hiring is Hiring.Internship or Hiring.Apprenticeship;
        var isSimple = isLearner || hiring == Hiring.Summer;
        var (minExtent, maxExtent) = DrawExtent(trade, hiring);
        var published = DrawPublished();
        var driving = trade.Driving.Length > 0 ? DrawDriving(trade) : null;

        return new Opening
        {
            Number = number,
            Trade = trade,
            Occupation = DrawOccupation(trade, hiring),
            Municipality = municipality,
            Locality = branch is "region" or "stat" ? municipality.Name : dice.Pick(municipality.Localities),
            Employer = _employers.Draw(branch, municipality, dice),
            Workplace = dice.Pick([.. trade.WorkplacesOf(branch)]),
            Hiring = hiring,
            MinExtent = minExtent,
            MaxExtent = maxExtent,
            Positions = hiring == Hiring.Summer ? dice.Between(1, 12) : dice.Chance(78) ? 1 : dice.Between(2, 4),
            Musts = isSimple ? [] : dice.Some(trade.Must, dice.Between(1, trade.Must.Length)),
            Nices = dice.Some(trade.Nice, isLearner ? 0 : dice.Between(0, 3)),
            MustPapers = [.. trade.Papers
                .Where(paper => (paper.Demand == PaperDemand.Always && !isLearner)
                    || (paper.Demand == PaperDemand.Often && !isSimple && dice.Chance(55)))
                .Select(paper => paper.Term)],
            NicePapers = [.. trade.Papers
                .Where(paper => paper.Demand == PaperDemand.Merit && !isLearner && dice.Chance(40))
                .Select(paper => paper.Term)],
            Driving = driving,
            DrivingIsMust = driving is not (null or "B") || dice.Chance(75),
            Swedish = DrawSwedish(trade, isSimple),
            English = trade.English.Length > 0 && dice.Chance(60) ? Enum.Parse<Cefr>(trade.English) : Cefr.None,
            Language = trade.Languages.Length > 0 && dice.Chance(20) ? dice.Pick(trade.Languages) : null,
            Years = isSimple || hiring == Hiring.Transfer || dice.Chance(55)
                ? 0
                : dice.Pick<int>([1, 1, 2, 2, 2, 3, 3, 5]),
            IsStructured = dice.Chance(45),
            Published = published,
            Deadline = DrawDeadline(published),
        };
    }

    private Hiring DrawHiring(Trade trade)
    {
        var throwOf = dice.Share() * 100;
        return throwOf < 8 && SummerAreas.Contains(trade.Area) ? Hiring.Summer
            : throwOf >= 80 && SeasonAreas.Contains(trade.Area) ? Hiring.Season
            : throwOf is >= 12 and < 14.5 ? Hiring.Internship
            : throwOf is >= 14.5 and < 17 && PracticalAreas.Contains(trade.Area) ? Hiring.Apprenticeship
            : throwOf is >= 17 and < 17.8 && PracticalAreas.Contains(trade.Area) && trade.Area != "service"
                ? Hiring.Transfer
            : throwOf is >= 20 and < 36 ? Hiring.Substitute
            : throwOf is >= 36 and < 44 && OnCallAreas.Contains(trade.Area) ? Hiring.OnCall
            : Hiring.Permanent;
    }

    private Term DrawOccupation(Trade trade, Hiring hiring)
    {
        // The first title of a trade is the common one; titles for learners go to learners.
        var fitting = trade.Occupations
            .Where(term =>
                term.Label.StartsWith("Lärling", StringComparison.Ordinal) == (hiring == Hiring.Apprenticeship))
            .ToArray();
        return fitting.Length == 0 ? trade.Occupations[0]
            : dice.Chance(40) ? fitting[0]
            : dice.Pick(fitting);
    }

    private (int Min, int Max) DrawExtent(Trade trade, Hiring hiring) => (hiring, trade.Area) switch
    {
        (Hiring.OnCall, _) => (0, dice.Pick<int>([50, 75, 100])),
        (_, "omsorg") => dice.Pick<(int, int)>([(75, 100), (50, 100), (75, 75), (100, 100), (20, 60)]),
        (_, "handel" or "kök") => dice.Pick<(int, int)>([(100, 100), (50, 100), (75, 100), (25, 50)]),
        (_, "vård" or "skola") => dice.Pick<(int, int)>([(100, 100), (100, 100), (80, 100), (50, 100)]),
        _ => dice.Chance(92) ? (100, 100) : (50, 100),
    };

    private string? DrawDriving(Trade trade)
    {
        var left = dice.Share() * 100;
        foreach (var (category, percent) in trade.Driving)
        {
            left -= percent;
            if (left < 0)
            {
                return category;
            }
        }

        return null;
    }

    private Cefr DrawSwedish(Trade trade, bool isSimple)
    {
        var usual = Enum.Parse<Cefr>(trade.Swedish);
        var easier = (isSimple && usual > Cefr.A2 ? 1 : 0) + (dice.Chance(20) ? 1 : 0);
        return (Cefr)Math.Max((int)Cefr.None, (int)usual - easier);
    }

    /// <summary>
    /// Over the past six weeks, more of them lately; a few are announced ahead. The dice fall the same at every hour,
    /// so that what is drawn afterwards does not depend on when the suite was started.
    /// </summary>
    private DateTime DrawPublished()
    {
        var days = dice.Chance(3) ? dice.Between(1, 10) : -(int)(42 * Math.Pow(dice.Share(), 1.5));
        var minutes = dice.Between(7 * 60, 17 * 60);
        return days == 0 ? now.AddMinutes(-minutes) : now.Date.AddDays(days).AddMinutes(minutes);
    }

    /// <summary>Two weeks to two months after it was published; one in thirty has passed already.</summary>
    private DateTime DrawDeadline(DateTime published)
    {
        var last = published.Date.AddDays(dice.Pick<int>([14, 21, 21, 30, 30, 30, 45, 60]));
        if (last < now.Date && !dice.Chance(15))
        {
            last = now.Date.AddDays(dice.Between(2, 25));
        }

        return last.AddHours(23).AddMinutes(59).AddSeconds(59);
    }
}
