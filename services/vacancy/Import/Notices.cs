namespace Matching.Vacancies.Import;

/// <summary>Collects what the import had to assume about one ad, or could not understand; bounded.</summary>
internal sealed class Notices
{
    public const int Maximum = 50;
    private const int MaximumLength = 300;

    private readonly List<string> _items = [];

    public IReadOnlyList<string> Items => _items;

    /// <param name="field">The ad's field.</param>
    /// <param name="message">What was assumed. It may show the ad's words, so it is masked as they are.</param>
    public void Add(string field, string message)
    {
        if (_items.Count < Maximum)
        {
            _items.Add(VacancyChecks.Cut($"{field}: {PersonalDetails.Mask(message)}", MaximumLength));
        }
    }
}

/// <summary>An ad that cannot be taken.</summary>
internal sealed class AdRejectedException(string path, string reason, string message) : Exception(message)
{
    /// <summary>The field at fault.</summary>
    public string Path => path;

    public string Reason => reason;
}
