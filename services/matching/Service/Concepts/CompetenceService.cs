using Grpc.Core;
using Matching.Competence;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>Serves the taxonomy: what somebody may mean who types, and what a text speaks of. Keeps nothing.</summary>
internal sealed class CompetenceService(Taxonomy taxonomy, ConceptExtractor extractor, TimeProvider clock)
    : Competence.V1.CompetenceService.CompetenceServiceBase
{
    private const int MaximumQueryLength = 200;
    private const int MaximumTextLength = 100_000;

    public override Task<Competence.V1.SearchConceptsResponse> SearchConcepts(
        Competence.V1.SearchConceptsRequest request, ServerCallContext context)
    {
        var size = PageSize.Clamp(request.PageSize, standard: 10, maximum: 50);
        var tongue = Language.Parse(request.LanguageCode);
        Check(request.Query, MaximumQueryLength, "query");
        var kinds = request.Kinds.Count == 0
            ? ConceptKinds.All
            : request.Kinds.Aggregate(ConceptKinds.None, (all, kind) => all | ToKinds(kind));

        // An id, a code or a whole name comes before what only begins like it.
        var found = taxonomy.Suggest(request.Query, kinds, size);
        if (taxonomy.TryResolve(request.Query, kinds, out var named))
        {
            found = [named, .. found.Where(concept => concept != named).Take(size - 1)];
        }

        return Task.FromResult(new Competence.V1.SearchConceptsResponse
        {
            Concepts = { found.Select(concept => ToWire(concept, tongue)) },
            TaxonomyVersion = taxonomy.Version,
        });
    }

    public override Task<Competence.V1.ExtractConceptsResponse> ExtractConcepts(
        Competence.V1.ExtractConceptsRequest request, ServerCallContext context)
    {
        var tongue = Language.Parse(request.LanguageCode);
        Check(request.Text, MaximumTextLength, "text");
        var mentions = request.Genre == Competence.V1.ExtractConceptsRequest.Types.Genre.Cv
            ? extractor.ExtractCv(request.Text, Sweden.Now(clock).Year, context.CancellationToken).Mentions
            : extractor.ExtractAd(request.Text, context.CancellationToken);
        return Task.FromResult(new Competence.V1.ExtractConceptsResponse
        {
            Mentions =
            {
                mentions.Select(mention => new Competence.V1.Mention
                {
                    Concept = ToWire(mention.Concept, tongue),
                    Start = mention.Start,
                    Length = mention.Length,
                    Importance = mention.Importance switch
                    {
                        Importance.Must => Competence.V1.Mention.Types.Importance.Must,
                        Importance.Nice => Competence.V1.Mention.Types.Importance.Nice,
                        _ => Competence.V1.Mention.Types.Importance.Unspecified,
                    },
                    Negated = mention.Negated,
                    Level = (Competence.V1.CefrLevel)mention.Level,
                    Years = mention.Years ?? 0,
                    Partner = mention.OfPartner,
                }),
            },
            TaxonomyVersion = taxonomy.Version,
        });
    }

    private static void Check(string text, int maximum, string field)
    {
        if (text.Length == 0 || text.Length > maximum)
        {
            throw RpcErrors.InvalidField(
                field, text.Length == 0 ? "REQUIRED" : "TOO_LONG", $"must have 1 to {maximum} characters.");
        }
    }

    /// <summary>The wire's kinds are the library's, one higher: 0 stands for any.</summary>
    private static ConceptKinds ToKinds(Competence.V1.ConceptKind kind) =>
        kind == Competence.V1.ConceptKind.Unspecified || !Enum.IsDefined(kind)
            ? throw RpcErrors.InvalidField("kinds", "UNKNOWN_VALUE", $"{kind} is not a kind to look for.")
            : (ConceptKinds)(1 << ((int)kind - 1));

    private static Competence.V1.Concept ToWire(Concept concept, Tongue tongue) => new()
    {
        Id = concept.Id,
        Kind = (Competence.V1.ConceptKind)((int)concept.Kind + 1),
        Label = concept.Label(tongue),
        Code = concept.Code ?? "",
    };
}
