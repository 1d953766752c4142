using Rejection = Matching.Vacancies.V1.ImportVacanciesResponse.Types.Rejection;

namespace Matching.Vacancies.Import;

/// <summary>
/// What one element of a feed says: an ad, the same ad as before, the removal of one, or nothing that can be taken.
/// </summary>
/// <param name="ExternalId">Its id in the feed.</param>
/// <param name="Content">The ad as it is to be stored; null for anything else.</param>
/// <param name="Rejection">Why it is not taken.</param>
internal sealed record FeedItem(string ExternalId, V1.Vacancy? Content, Rejection? Rejection)
{
    /// <summary>The digest of the element and of the version that reads it; null where nobody needs it.</summary>
    public string? Digest { get; init; }

    /// <summary>The element, where it was stored as it is when it was looked for, and was not read again.</summary>
    public Element? Same { get; init; }

    /// <summary>Ten thousand rejections fit into the message size that clients take by default.</summary>
    private const int MaximumMessage = 250;

    public static FeedItem Rejected(long index, string externalId, string field, string reason, string message) =>
        new(externalId, null, new Rejection
        {
            Index = index,
            ExternalId = externalId,
            Field = field,
            Reason = reason,
            Message = VacancyChecks.Cut(PersonalDetails.Mask(message), MaximumMessage),
        });
}
