using Matching.Vacancies.V1;

namespace Matching.Gateway.Portal.Vacancies;

/// <summary>
/// The openings that are visible now, each as a line: what lists, filters and figures need. Read anew at most every
/// half minute, and no more of them than a person would browse.
/// </summary>
internal sealed class OpenVacancies(VacancyService.VacancyServiceClient vacancies, TimeProvider clock) : IDisposable
{
    private const int MaximumVacancies = 10_000;
    private const int PageSize = 1000;

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private readonly Snapshot<VacancyList> _snapshot =
        new(
            cancellationToken => ReadAsync(vacancies, clock, cancellationToken),
            list => list.Vacancies.Count == 0,
            Life,
            clock);

    public Task<VacancyList> GetAsync(CancellationToken cancellationToken) => _snapshot.GetAsync(cancellationToken);

    public void Dispose() => _snapshot.Dispose();

    private static async Task<VacancyList> ReadAsync(
        VacancyService.VacancyServiceClient vacancies, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var lines = new List<VacancyLine>();
        var request = new ListVacanciesRequest { PageSize = PageSize, State = Vacancy.Types.State.Open };
        do
        {
            var page = await vacancies.ListVacanciesAsync(request, cancellationToken: cancellationToken);
            lines.AddRange(page.Vacancies.Where(vacancy => IsVisible(vacancy, now)).Select(VacancyLine.Of));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && lines.Count < MaximumVacancies);
        return new VacancyList(lines, IsCut: request.PageToken.Length > 0);
    }

    private static bool IsVisible(Vacancy vacancy, DateTimeOffset now) =>
        (vacancy.PublishTime is null || vacancy.PublishTime.ToDateTimeOffset() <= now)
        && (vacancy.ExpireTime is null || vacancy.ExpireTime.ToDateTimeOffset() > now);
}

/// <summary>The visible openings, newest first.</summary>
/// <param name="IsCut">True where there are more than the portal reads.</param>
public sealed record VacancyList(IReadOnlyList<VacancyLine> Vacancies, bool IsCut)
{
    /// <summary>The municipalities with openings, by name, with how many each has.</summary>
    public IReadOnlyList<(string Code, string Name, int Count)> Municipalities { get; } =
    [
        .. Vacancies.Where(line => line.Municipality.Length > 0)
            .GroupBy(line => (line.Municipality, line.MunicipalityLabel))
            .Select(group => (group.Key.Municipality, group.Key.MunicipalityLabel, group.Count()))
            .OrderBy(
                place => place.MunicipalityLabel,
                StringComparer.Create(System.Globalization.CultureInfo.GetCultureInfo("sv-SE"), ignoreCase: true)),
    ];

    /// <summary>The labels of the occupations with openings, in order.</summary>
    public IReadOnlyList<string> Occupations { get; } =
        [.. Vacancies.Select(line => line.OccupationLabel).Where(label => label.Length > 0).Distinct()
            .Order(StringComparer.CurrentCulture)];
}

/// <summary>An opening in a list.</summary>
public sealed record VacancyLine(
    string Name,
    string Title,
    string Employer,
    string Occupation,
    string OccupationLabel,
    string Municipality,
    string MunicipalityLabel,
    bool IsRemote,
    int MinExtentPercent,
    int MaxExtentPercent,
    Google.Protobuf.WellKnownTypes.Timestamp? Deadline)
{
    public static VacancyLine Of(Vacancy vacancy) => new(
        vacancy.Name,
        vacancy.Title,
        vacancy.Employer?.DisplayName ?? "",
        vacancy.Occupation,
        vacancy.OccupationLabel,
        vacancy.Workplace?.Municipality ?? "",
        vacancy.Workplace?.MunicipalityLabel ?? "",
        vacancy.Workplace?.Remote ?? false,
        vacancy.MinExtentPercent,
        vacancy.MaxExtentPercent,
        vacancy.ApplicationDeadline);

    /// <summary>Whether every word stands in the title, the employer or the occupation.</summary>
    public bool Has(string[] words) => words.All(word =>
        Title.Contains(word, StringComparison.OrdinalIgnoreCase)
        || Employer.Contains(word, StringComparison.OrdinalIgnoreCase)
        || OccupationLabel.Contains(word, StringComparison.OrdinalIgnoreCase));
}
