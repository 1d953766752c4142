using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Matching.Hosting;
using Matching.Matches.V1;
using Microsoft.Net.Http.Headers;

namespace Matching.Gateway.Portal.Language;

/// <summary>
/// One request to the portal: in which language it is answered, and how words, numbers, dates and addresses are
/// written in that language. The language is the one of <c>?lang=</c>, else the one the browser prefers, else
/// Swedish.
/// </summary>
public sealed class Visit
{
    /// <summary>The parameter that chooses the language; links keep it, so no cookie has to.</summary>
    public const string LanguageKey = "lang";

    private static readonly CultureInfo Swedish = CultureInfo.GetCultureInfo("sv-SE");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    private readonly TimeProvider _clock;
    private readonly bool _isChosen;

    public Visit(HttpRequest request, TimeProvider clock)
    {
        _clock = clock;
        Path = request.Path;
        Query = request.Query;
        var chosen = request.Query[LanguageKey].ToString();
        _isChosen = chosen is "sv" or "en";
        Tongue = (_isChosen ? chosen : Preferred(request)) == "en" ? Tongue.English : Tongue.Swedish;
    }

    public Tongue Tongue { get; }

    /// <summary><c>sv</c> or <c>en</c>, for the page and for the services.</summary>
    public string Code => CodeOf(Tongue);

    /// <summary>The language that the switch leads to.</summary>
    public Tongue OtherTongue => Tongue == Tongue.English ? Tongue.Swedish : Tongue.English;

    public string Path { get; }

    public IQueryCollection Query { get; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    private CultureInfo Culture => Tongue == Tongue.English ? English : Swedish;

    public string this[Text text] => text.In(Tongue);

    public static string CodeOf(Tongue tongue) => tongue == Tongue.English ? "en" : "sv";

    /// <summary>Fills in the text's places in the language's own number format.</summary>
    public string Say(Text text, params object?[] arguments) => string.Format(Culture, this[text], arguments);

    /// <summary>An address of the portal that keeps the chosen language.</summary>
    public string Href(string path) => _isChosen ? With(path, LanguageKey, Code) : path;

    /// <summary>This page in the other language.</summary>
    public string OtherHref()
    {
        var address = Path;
        foreach (var (key, value) in Query)
        {
            if (key != LanguageKey)
            {
                address = With(address, key, value.ToString());
            }
        }

        return With(address, LanguageKey, CodeOf(OtherTongue));
    }

    public static string With(string address, string key, string value) =>
        $"{address}{(address.Contains('?') ? '&' : '?')}{Uri.EscapeDataString(key)}={Uri.EscapeDataString(value)}";

    public string Number(double value) => value.ToString("#,0.#", Culture);

    /// <summary>A measure of quality, between 0 and 1.</summary>
    public string Measure(double value) => value.ToString("0.000", Culture);

    /// <summary>The difference of two measures.</summary>
    public string SignedMeasure(double value) => value.ToString("+0.000;−0.000", Culture);

    public string Points(double value) => value.ToString("0.0", Culture);

    /// <summary>With a sign, and a real minus.</summary>
    public string WithSign(double value) => Math.Abs(value) < 0.05
        ? "±0"
        : (value < 0 ? "−" : "+") + Math.Abs(value).ToString("0.0", Culture);

    /// <summary>0 to 1 as whole percent, with a no-break space where the language wants one.</summary>
    public string Percent(double share) =>
        Math.Round(share * 100).ToString("0", Culture) + (Tongue == Tongue.English ? "%" : "\u00A0%");

    public string Years(double years) => Say(years == 1 ? CommonWords.OneYear : CommonWords.ManyYears, Number(years));

    /// <summary>The day in Sweden.</summary>
    public string Date(Timestamp moment) => Date(LocalDay(moment));

    public string Date(DateOnly day) => day.ToString("d MMMM yyyy", Culture);

    /// <summary>A day as the contracts write it; given back as it is where it is none.</summary>
    public string Date(string day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? Date(date)
            : day;

    /// <summary>The day, and how many days are left where they are few.</summary>
    public string Deadline(Timestamp moment)
    {
        var day = LocalDay(moment);
        var left = day.DayNumber - Sweden.DayOf(Now).DayNumber;
        return left switch
        {
            < 0 => Say(CommonWords.DeadlinePassed, Date(day)),
            0 => Say(CommonWords.DeadlineToday, Date(day)),
            1 => Say(CommonWords.DeadlineTomorrow, Date(day)),
            <= 30 => Say(CommonWords.DeadlineIn, Date(day), left),
            _ => Date(day),
        };
    }

    /// <summary>Percent of full time; null where nothing is said.</summary>
    public string? Extent(int least, int greatest) => (least, greatest) switch
    {
        (0, 0) => null,
        (100, 100) => this[CommonWords.FullTime],
        (0, 100) => this[CommonWords.AnyExtent],
        _ when least == greatest => Percent(least / 100.0),
        _ => $"{least.ToString(Culture)}–{Percent(greatest / 100.0)}",
    };

    public string Travel(Travel travel) =>
        travel.DistanceKm < 1 && travel.DurationMinutes < 3 ? this[CommonWords.TravelHere] : Say(
            travel.Estimated ? CommonWords.TravelEstimated : CommonWords.TravelKnown,
            Minutes(travel.DurationMinutes),
            Number(Math.Round(travel.DistanceKm)));

    private string Minutes(double minutes)
    {
        var whole = (int)Math.Round(minutes);
        return whole < 60
            ? Say(CommonWords.Minutes, whole)
            : whole % 60 == 0
                ? Say(CommonWords.Hours, whole / 60)
                : Say(CommonWords.HoursAndMinutes, whole / 60, whole % 60);
    }

    private static DateOnly LocalDay(Timestamp moment) =>
        Sweden.DayOf(moment.ToDateTimeOffset());

    private static string Preferred(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var ranges)
            ? ranges
                .OrderByDescending(range => range.Quality ?? 1)
                .Select(range => range.Value.Value?.Split('-')[0])
                .FirstOrDefault(language => language is "sv" or "en") ?? "sv"
            : "sv";
}
