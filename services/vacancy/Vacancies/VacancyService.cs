using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Competence;
using Matching.Hosting;
using Matching.Vacancies.Import;
using Matching.Vacancies.Needs;
using State = Matching.Vacancies.V1.Vacancy.Types.State;

namespace Matching.Vacancies;

/// <summary>Serves vacancies. Publishing is the only way a draft becomes visible to matching.</summary>
internal sealed class VacancyService(
    VacancyStore store,
    VacancyChecks checks,
    VacancyMapping mapping,
    VacancyChanges changes,
    VacancyImport import,
    NeedDesk needs,
    Taxonomy taxonomy,
    TimeProvider clock)
    : V1.VacancyService.VacancyServiceBase
{
    private const string Collection = "vacancies";
    private const int StandardPage = 50;
    private const int MaximumPage = 1_000;

    /// <summary>A closing sweeps at most so many old ones away; none takes long for it.</summary>
    private const int MaximumSweep = 16;

    private static readonly HashSet<string> NotUpdatable =
    [
        "name", "state", "occupation_label", "ssyk_code", "create_time", "update_time", "close_time", "etag", "notices",
    ];

    public override Task<V1.Vacancy> CreateVacancy(V1.CreateVacancyRequest request, ServerCallContext context)
    {
        var written = request.Vacancy ?? throw RpcErrors.InvalidField("vacancy", "REQUIRED", "is required.");
        var content = checks.Check(written, stored: null);
        var state = written.State switch
        {
            State.Unspecified or State.Open => State.Open,
            State.Draft => State.Draft,
            _ => throw RpcErrors.InvalidField("vacancy.state", "STATE_INVALID", "must be STATE_DRAFT or STATE_OPEN."),
        };

        // The request is remembered by what is kept of it, so that nothing of what is not kept is left behind.
        var remembered = new V1.CreateVacancyRequest { Vacancy = content.Clone() };
        remembered.Vacancy.State = state;
        return store.WriteAsync(
            write => Requests.OnceAsync(write, request.RequestId, remembered, clock, async () =>
            {
                await CheckSourceIsFreeAsync(write, content.Source, ownId: null);
                var vacancy = Vacancy.Create(content, state, clock);
                await VacancyStore.SaveAsync(write, [vacancy], mapping.SsykOf);
                return (vacancy.Name, mapping.ToWire(vacancy));
            }),
            context.CancellationToken);
    }

    public override async Task<V1.Vacancy> GetVacancy(V1.GetVacancyRequest request, ServerCallContext context)
    {
        var vacancy = TryParseSource(request.Name, out var system, out var externalId)
            ? await store.FindBySourceAsync(system, externalId, context.CancellationToken)
            : await store.FindAsync(ResourceId.Parse(request.Name, Collection, "name"), context.CancellationToken);
        return mapping.ToWire(vacancy ?? throw VacancyErrors.NotFound(request.Name));
    }

    public override async Task<V1.ListVacanciesResponse> ListVacancies(
        V1.ListVacanciesRequest request, ServerCallContext context)
    {
        var size = PageSize.Clamp(request.PageSize, StandardPage, MaximumPage);
        var errors = new FieldErrors();
        var concepts = new ConceptFields(taxonomy, errors);
        var municipality = concepts.Place(request.Municipality, "municipality");
        var occupation = concepts.Optional(request.Occupation, ConceptKinds.Occupations, "occupation");
        if (!System.Enum.IsDefined(request.State))
        {
            errors.Add("state", "UNKNOWN_VALUE", "is not one of the values.");
        }

        errors.ThrowIfAny();
        var isGroup = occupation?.Kind == ConceptKind.OccupationGroup;
        var filter = new VacancyFilter(
            request.State,
            municipality?.Code ?? "",
            isGroup ? "" : occupation?.Id ?? "",
            isGroup ? occupation?.Code ?? "" : "");
        object?[] arguments = [(int)filter.State, filter.Municipality, filter.Occupation, filter.Ssyk];
        var before = PageToken.Decode(request.PageToken, arguments);

        var page = await store.ListAsync(filter, before, size, context.CancellationToken);
        var response = new V1.ListVacanciesResponse { Vacancies = { page.Vacancies.Select(mapping.ToWire) } };
        if (page.HasMore)
        {
            response.NextPageToken = PageToken.Encode(page.Vacancies[^1].Id, arguments);
        }

        return response;
    }

    public override Task<V1.Vacancy> UpdateVacancy(V1.UpdateVacancyRequest request, ServerCallContext context)
    {
        var written = request.Vacancy ?? throw RpcErrors.InvalidField("vacancy", "REQUIRED", "is required.");
        return ChangeAsync(written.Name, "vacancy.name", context, async (write, vacancy) =>
        {
            if (written.Etag.Length > 0 && written.Etag != vacancy.Etag)
            {
                throw VacancyErrors.Stale(vacancy.Id);
            }

            var merged = UpdateMask.Apply(
                mapping.ToWire(vacancy), written, request.UpdateMask, NotUpdatable, "update_mask");
            var content = checks.Check(merged, vacancy.Content);
            if (vacancy.State == State.Closed)
            {
                throw VacancyErrors.Closed(vacancy);
            }

            await CheckSourceIsFreeAsync(write, content.Source, vacancy.Id);
            return vacancy.TryRevise(content, clock.GetUtcNow());
        });
    }

    public override Task<V1.Vacancy> PublishVacancy(V1.PublishVacancyRequest request, ServerCallContext context) =>
        ChangeAsync(request.Name, "name", context, (_, vacancy) =>
            vacancy.TryPublish(clock.GetUtcNow()) ? Task.FromResult(true) : throw VacancyErrors.NotADraft(vacancy));

    public override Task<V1.Vacancy> CloseVacancy(V1.CloseVacancyRequest request, ServerCallContext context) =>
        ChangeAsync(
            request.Name,
            "name",
            context,
            async (write, vacancy) =>
            {
                await VacancyStore.SweepAsync(write, clock.GetUtcNow(), MaximumSweep);
                return vacancy.TryClose(clock.GetUtcNow());
            });

    public override Task<V1.ImportVacanciesResponse> ImportVacancies(
        IAsyncStreamReader<V1.ImportVacanciesRequest> requestStream, ServerCallContext context) =>
        import.RunAsync(requestStream, context.CancellationToken);

    public override Task<V1.Need> CreateNeed(V1.CreateNeedRequest request, ServerCallContext context) =>
        needs.CreateAsync(request, context.CancellationToken);

    public override Task<V1.Need> GetNeed(V1.GetNeedRequest request, ServerCallContext context) =>
        needs.GetAsync(request, context.CancellationToken);

    public override Task<V1.ListNeedsResponse> ListNeeds(V1.ListNeedsRequest request, ServerCallContext context) =>
        needs.ListAsync(request, context.CancellationToken);

    public override Task<Empty> DeleteNeed(V1.DeleteNeedRequest request, ServerCallContext context) =>
        needs.DeleteAsync(request, context.CancellationToken);

    public override Task StreamVacancyChanges(
        V1.StreamVacancyChangesRequest request,
        IServerStreamWriter<V1.VacancyChange> responseStream,
        ServerCallContext context) =>
        changes.Teller.TellAsync(request.SinceSequence, request.StopAtEnd, responseStream, context);

    /// <summary>Reads, changes and saves a vacancy in one write; one that was not changed is not saved.</summary>
    private Task<V1.Vacancy> ChangeAsync(
        string name, string field, ServerCallContext context, Func<Write, Vacancy, Task<bool>> change)
    {
        var id = ResourceId.Parse(name, Collection, field);
        return store.WriteAsync(
            async write =>
            {
                var vacancy = await VacancyStore.FindAsync(write, id) ?? throw VacancyErrors.NotFound(name);
                if (await change(write, vacancy))
                {
                    await VacancyStore.SaveAsync(write, [vacancy], mapping.SsykOf);
                }

                return mapping.ToWire(vacancy);
            },
            context.CancellationToken);
    }

    private static async Task CheckSourceIsFreeAsync(Write write, V1.Source? source, string? ownId)
    {
        if (source is not { ExternalId.Length: > 0 })
        {
            return;
        }

        var taken = await VacancyStore.FindBySourceAsync(write, source.System, [source.ExternalId]);
        if (taken.Values.FirstOrDefault() is { } other && other.Id != ownId)
        {
            throw VacancyErrors.SourceTaken(source, other.Name);
        }
    }

    /// <summary>Reads <c>vacancies/{system}:{external_id}</c>; a UUID has no colon.</summary>
    private static bool TryParseSource(string name, out string system, out string externalId)
    {
        const string Prefix = Collection + "/";
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var isSource = name.StartsWith(Prefix, StringComparison.Ordinal)
            && colon > Prefix.Length
            && colon < name.Length - 1;
        system = isSource ? name[Prefix.Length..colon] : "";
        externalId = isSource ? name[(colon + 1)..] : "";
        return isSource;
    }
}
