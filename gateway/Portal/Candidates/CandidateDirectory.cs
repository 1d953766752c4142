using Matching.Gateway.Portal.Language;
using Matching.Profiles.V1;

namespace Matching.Gateway.Portal.Candidates;

/// <summary>
/// The stored candidates who consent to matching, each as a line without name or contact details. Read anew at most
/// once a minute, so somebody who is erased is gone from it within that time.
/// </summary>
internal sealed class CandidateDirectory(ProfileService.ProfileServiceClient profiles, TimeProvider clock) : IDisposable
{
    private const int MaximumCandidates = 10_000;
    private const int PageSize = 1000;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private readonly Snapshot<CandidateList> _snapshot =
        new(
            cancellationToken => ReadAsync(profiles, cancellationToken),
            list => list.Candidates.Count == 0,
            Life,
            clock);

    public Task<CandidateList> GetAsync(CancellationToken cancellationToken) => _snapshot.GetAsync(cancellationToken);

    public void Dispose() => _snapshot.Dispose();

    private static async Task<CandidateList> ReadAsync(
        ProfileService.ProfileServiceClient profiles, CancellationToken cancellationToken)
    {
        var lines = new List<CandidateLine>();
        var request = new ListCandidatesRequest { PageSize = PageSize };
        do
        {
            var page = await profiles.ListCandidatesAsync(request, cancellationToken: cancellationToken);
            lines.AddRange(page.Candidates.Where(IsListed).Select(CandidateLine.Of));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && lines.Count < MaximumCandidates);
        return new CandidateList(lines, IsCut: request.PageToken.Length > 0);
    }

    private static bool IsListed(Candidate candidate) =>
        candidate.Consents.Any(consent => consent.Purpose == Consent.Types.Purpose.Matching);
}

/// <summary>The candidates in the order they were created.</summary>
/// <param name="IsCut">True where there are more than the portal reads.</param>
public sealed record CandidateList(IReadOnlyList<CandidateLine> Candidates, bool IsCut);

/// <summary>A candidate in a list.</summary>
/// <param name="Name">Format: candidates/{candidate}.</param>
/// <param name="Occupation">The concept of what the person has done most; empty where nothing is stated.</param>
/// <param name="Label">Its label.</param>
/// <param name="Years">The years in it.</param>
/// <param name="Home">Where the person lives; empty when not known.</param>
/// <param name="IsCouple">True where the person agrees to joint answers with somebody.</param>
public sealed record CandidateLine(
    string Name, string Occupation, string Label, double Years, string Home, bool IsCouple)
{
    /// <summary>What examples shall differ in.</summary>
    public string Field => Label.Split(' ', ',')[0];

    public static CandidateLine Of(Candidate candidate)
    {
        var most = candidate.Occupations.MaxBy(fact => fact.Years);
        return new CandidateLine(
            candidate.Name,
            most?.Occupation ?? "",
            most?.Label ?? "",
            most?.Years ?? 0,
            candidate.HomeLabel,
            candidate.Consents.Any(consent => consent.Purpose == Consent.Types.Purpose.Household));
    }
}

/// <summary>Writes lines in the language of the page.</summary>
internal static class CandidateLines
{
    public static async Task<IReadOnlyList<CandidateLine>> TranslateAsync(
        this ConceptLabels labels,
        IReadOnlyList<CandidateLine> lines,
        Tongue tongue,
        CancellationToken cancellationToken)
    {
        var found = await labels.FindAsync(lines.Select(line => line.Occupation), tongue, cancellationToken);
        return [.. lines.Select(line => line with { Label = found.GetValueOrDefault(line.Occupation, line.Label) })];
    }
}
