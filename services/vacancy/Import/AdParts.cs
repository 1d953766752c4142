using System.Security.Cryptography;
using System.Text;
using Matching.Competence;

namespace Matching.Vacancies.Import;

/// <summary>
/// Reads the elements of a part, but not those that are stored as they are: to read an ad costs far more than to see
/// that it is the same. Another taxonomy or another version of what reads it makes it another ad.
/// </summary>
internal sealed class AdParts(VacancyStore store, AdReader reader, Taxonomy taxonomy)
{
    private readonly byte[] _version = Encoding.UTF8.GetBytes(
        $"{taxonomy.Version} {typeof(AdReader).Module.ModuleVersionId} {typeof(Taxonomy).Module.ModuleVersionId} ");

    public async Task<FeedItem[]> ReadAsync(Element[] elements, string system, CancellationToken cancellationToken)
    {
        var digests = Array.ConvertAll(elements, DigestOf);
        var stored = await store.FindDigestsAsync(system, digests, cancellationToken);
        var items = new FeedItem[elements.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = stored.TryGetValue(digests[i], out var externalId)
                ? new FeedItem(externalId, null, null) { Digest = digests[i], Same = elements[i] }
                : Read(elements[i], system, cancellationToken) with { Digest = digests[i] };
        }

        return items;
    }

    public FeedItem Read(Element element, string system, CancellationToken cancellationToken) =>
        reader.Read(element, system, cancellationToken);

    private string DigestOf(Element element)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_version);
        hash.AppendData(element.Json.Span);
        return Convert.ToBase64String(hash.GetHashAndReset());
    }
}
