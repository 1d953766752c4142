using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Matching.Competence;
using Matching.Hosting;

namespace Matching.Vacancies.Needs;

/// <summary>Takes, shows and deletes needs: people that an employer says it will look for.</summary>
internal sealed class NeedDesk(VacancyStore store, VacancyMapping mapping, Taxonomy taxonomy, TimeProvider clock)
{
    private const string Collection = "needs";
    private const int StandardPage = 50;
    private const int MaximumPage = 1_000;
    private const int MaximumYearsAhead = 20;
    private const int MaximumCount = 10_000;

    public Task<V1.Need> CreateAsync(V1.CreateNeedRequest request, CancellationToken cancellationToken)
    {
        var content = Check(request.Need ?? throw RpcErrors.InvalidField("need", "REQUIRED", "is required."));
        var remembered = new V1.CreateNeedRequest { Need = content };
        return store.WriteAsync(
            write => Requests.OnceAsync(write, request.RequestId, remembered, clock, async () =>
            {
                var row = new NeedRow
                {
                    Id = ResourceId.New(clock),
                    CreateTime = clock.GetUtcNow().ToUnixTimeMilliseconds(),
                    Body = content.ToByteArray(),
                };
                await VacancyStore.InsertNeedAsync(write, row);
                var need = ToWire(row);
                return (need.Name, need);
            }),
            cancellationToken);
    }

    public async Task<V1.Need> GetAsync(V1.GetNeedRequest request, CancellationToken cancellationToken) =>
        ToWire(await store.FindNeedAsync(ResourceId.Parse(request.Name, Collection, "name"), cancellationToken)
            ?? throw NotFound(request.Name));

    public async Task<V1.ListNeedsResponse> ListAsync(V1.ListNeedsRequest request, CancellationToken cancellationToken)
    {
        var size = PageSize.Clamp(request.PageSize, StandardPage, MaximumPage);
        var after = PageToken.Decode(request.PageToken, Collection);
        var page = await store.ListNeedsAsync(after, size + 1, cancellationToken);
        var response = new V1.ListNeedsResponse { Needs = { page.Take(size).Select(ToWire) } };
        if (page.Count > size)
        {
            response.NextPageToken = PageToken.Encode(page[size - 1].Id, Collection);
        }

        return response;
    }

    public Task<Empty> DeleteAsync(V1.DeleteNeedRequest request, CancellationToken cancellationToken)
    {
        var id = ResourceId.Parse(request.Name, Collection, "name");
        return store.WriteAsync(
            async write => await VacancyStore.DeleteNeedAsync(write, id) ? new Empty() : throw NotFound(request.Name),
            cancellationToken);
    }

    private static Grpc.Core.RpcException NotFound(string name) =>
        RpcErrors.NotFound("NEED_NOT_FOUND", $"There is no need {name}.", name);

    private V1.Need Check(V1.Need written)
    {
        var errors = new FieldErrors();
        var concepts = new ConceptFields(taxonomy, errors);
        var thisYear = SwedishTime.YearOf(clock.GetUtcNow());
        if (written.Municipality.Length == 0)
        {
            errors.Add("need.municipality", "REQUIRED", "is required: an SCB code, concept id or name.");
        }

        if (written.Year < thisYear || written.Year > thisYear + MaximumYearsAhead)
        {
            errors.Add("need.year", "OUT_OF_RANGE", $"must be {thisYear} to {thisYear + MaximumYearsAhead}.");
        }

        if (written.Count is < 1 or > MaximumCount)
        {
            errors.Add("need.count", "OUT_OF_RANGE", "must be 1 to 10,000.");
        }

        if (!System.Enum.IsDefined(written.Reason))
        {
            errors.Add("need.reason", "UNKNOWN_VALUE", "is not one of the values.");
        }

        var need = new V1.Need
        {
            Employer = VacancyChecks.CheckEmployer(written.Employer, "need.employer", errors),
            Occupation = concepts.Required(written.Occupation, ConceptKinds.Occupations, "need.occupation")?.Id ?? "",
            Municipality = concepts.Place(written.Municipality, "need.municipality")?.Code ?? "",
            Year = written.Year,
            Count = written.Count,
            Reason = written.Reason,
        };
        errors.ThrowIfAny();
        return need;
    }

    private V1.Need ToWire(NeedRow row)
    {
        var need = V1.Need.Parser.ParseFrom(row.Body);
        need.Name = $"{Collection}/{row.Id}";
        need.OccupationLabel = mapping.Label(need.Occupation);
        need.MunicipalityLabel = mapping.MunicipalityLabel(need.Municipality);
        need.CreateTime = DateTimeOffset.FromUnixTimeMilliseconds(row.CreateTime).ToTimestamp();
        return need;
    }
}
