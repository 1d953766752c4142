using System.Text.RegularExpressions;
using OpeningKind = Matching.Competence.V1.OpeningKind;
using Duration = Matching.Vacancies.V1.Vacancy.Types.Duration;

namespace Matching.Vacancies.Import;

/// <summary>Reads what sort of opening an ad is about, how long it lasts and how much of full time it is.</summary>
internal static partial class AdKinds
{
    private const string SummerJobId = "Jh8f_q9J_pbJ";
    private const string AbroadId = "9Wuo_2Yb_36E";

    /// <summary>JobTech's durations in use and their predecessors.</summary>
    private static readonly Dictionary<string, Duration> Durations = new(StringComparer.Ordinal)
    {
        ["a7uU_j21_mkL"] = Duration.Permanent,
        ["9RGe_UxD_FZw"] = Duration.Long,
        ["gJRb_akA_95y"] = Duration.Long,
        ["qQUd_4qe_NDT"] = Duration.Long,
        ["Xj7x_7yZ_jEn"] = Duration.Medium,
        ["Sy9J_aRd_ALx"] = Duration.Short,
        ["cAQ8_TpB_Tdv"] = Duration.Short,
    };

    public static bool IsAbroad(AdConcept? employmentType) =>
        employmentType is not null
        && (employmentType.Id == AbroadId || Says(employmentType, "utomlands"));

    /// <summary>
    /// The employment type goes first, then what the headline says, then season words in the text, unless the job is
    /// permanent. The headline alone speaks of internships: in the text they are often somebody else's.
    /// </summary>
    public static OpeningKind Kind(AdConcept? employmentType, Duration duration, string headline, string text)
    {
        if (employmentType is not null
            && (employmentType.Id == SummerJobId
                || Says(employmentType, "sommarjobb")
                || Says(employmentType, "feriejobb")
                || Says(employmentType, "säsong")))
        {
            return OpeningKind.Seasonal;
        }

        return Placement().IsMatch(headline) ? OpeningKind.Placement
            : Apprentice().IsMatch(headline) ? OpeningKind.Apprenticeship
            : Internship().IsMatch(headline) ? OpeningKind.Internship
            : Transfer().IsMatch(headline) ? OpeningKind.BusinessTransfer
            : SeasonInHeadline().IsMatch(headline) ? OpeningKind.Seasonal
            : duration != Duration.Permanent && SeasonInText().IsMatch(text) ? OpeningKind.Seasonal
            : OpeningKind.Job;
    }

    public static Duration DurationOf(AdConcept? duration, Notices notices)
    {
        if (duration is null)
        {
            return Duration.Unspecified;
        }

        if (duration.Id is not null && Durations.TryGetValue(duration.Id, out var known))
        {
            return known;
        }

        var label = duration.Label ?? "";
        var read = Says(duration, "tillsvidare") || Says(duration, "tills vidare") ? Duration.Permanent
            : Says(duration, "dag") || Says(duration, "mindre än 3") ? Duration.Short
            : label.StartsWith('3') ? Duration.Medium
            : label.StartsWith('6') || label.StartsWith("12", StringComparison.Ordinal) ? Duration.Long
            : Duration.Unspecified;
        if (read == Duration.Unspecified)
        {
            notices.Add(duration.Path, $"'{duration.Shown}' is not known; it counts as not stated.");
        }

        return read;
    }

    /// <summary>Full time without a scope is 100 to 100, part time 0 to 100, and so is what is not stated.</summary>
    public static (int Min, int Max) Extent(AdFields ad)
    {
        const string Name = "scope_of_work";
        var scope = ad.Object(Name);
        if (scope.Number("min") is null && scope.Number("max") is null)
        {
            var hours = ad.Concepts("working_hours_type").FirstOrDefault();
            var isFullTime = hours is not null && (hours.Id == "6YE1_gAC_R2G" || Says(hours, "heltid"));
            return isFullTime ? (100, 100) : (0, 100);
        }

        var min = Percent(scope, "min") ?? 0;
        var max = Percent(scope, "max") ?? 100;
        if (min > max)
        {
            ad.Notices.Add(Name, "min is above max; they were swapped.");
            (min, max) = (max, min);
        }

        return (min, max == 0 ? 100 : max);
    }

    private static int? Percent(AdFields scope, string name)
    {
        if (scope.Number(name) is not { } percent)
        {
            return null;
        }

        if (percent is < 0 or > 100)
        {
            scope.Notices.Add(scope.PathOf(name), "is not 0 to 100; the nearest counts.");
        }

        return (int)Math.Round(Math.Clamp(percent, 0, 100), MidpointRounding.AwayFromZero);
    }

    private static bool Says(AdConcept concept, string word) =>
        concept.Label?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;

    [GeneratedRegex(@"\b(?:VFU|APL|LIA)(?:\b|-)|\b(?:LIA|APL|VFU)-?(?:plats|praktik)", RegexOptions.CultureInvariant)]
    private static partial Regex Placement();

    [GeneratedRegex(@"\blärling|\bapprentice", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Apprentice();

    [GeneratedRegex(
        @"(?<!privat )\bpraktik(?:ant\w{0,4}|plats\w{0,4})?\b|\binternships?\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Internship();

    [GeneratedRegex(
        @"\bägarskifte|\bgenerationsväxling|\b(?:företag|verksamhet|rörelse)\b.{0,30}\b(?:till salu|överlåt)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Transfer();

    [GeneratedRegex(
        @"\b(?:sommar|vinter|semester)(?:vik|jobb|arbet|personal|extra|anställning)"
        + @"|\bsommaren\b|\bi sommar\b|\bsommar(?: |-)?20\d\d|säsong|\bferie|\bseason|\bsummer\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SeasonInHeadline();

    [GeneratedRegex(
        @"säsongs(?:jobb|arbete|anställning|anställd|personal|medarbetare)"
        + @"|(?:sommar|vinter|barmarks|skid|höst)säsong(?:en)?\b"
        + @"|\bsommarjobb|\bferiejobb|\bseasonal\b|\bsommarvikari",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SeasonInText();
}
