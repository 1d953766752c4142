using Google.Protobuf.WellKnownTypes;
using Matching.Competence;
using Matching.Profiles;
using Matching.Profiles.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Profiles.Tests;

/// <summary>A profile service of the test's own, called over gRPC.</summary>
public abstract class ProfileTest : IAsyncLifetime
{
    private static readonly Lazy<Taxonomy> Pack = new(Taxonomy.LoadBuiltIn);

    private HostedService? _service;

    protected static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(30);

    protected ProfileService.ProfileServiceClient Client { get; private set; } = null!;

    private protected HostedService Service => _service ?? throw new InvalidOperationException("It is not running.");

    protected Timestamp Now => Timestamp.FromDateTimeOffset(Service.Clock.GetUtcNow());

    public async Task InitializeAsync()
    {
        _service = await HostedService.StartAsync(
            ProfileHost.Build, builder => builder.Services.AddSingleton(Pack.Value));
        Client = new(_service.Channel);
    }

    public Task DisposeAsync() => Service.DisposeAsync().AsTask();

    protected async Task RestartAsync()
    {
        await Service.RestartAsync();
        Client = new(Service.Channel);
    }

    protected Task<Candidate> CreateAsync(Candidate? candidate = null, string requestId = "") =>
        Client.CreateCandidateAsync(
            new CreateCandidateRequest { Candidate = candidate ?? new Candidate(), RequestId = requestId })
            .ResponseAsync;

    protected Task<Candidate> GetAsync(string name) =>
        Client.GetCandidateAsync(new GetCandidateRequest { Name = name }).ResponseAsync;

    protected Task<Candidate> UpdateAsync(Candidate candidate, params string[] paths) =>
        Client.UpdateCandidateAsync(new UpdateCandidateRequest
        {
            Candidate = candidate,
            UpdateMask = paths.Length == 0 ? null : new FieldMask { Paths = { paths } },
        }).ResponseAsync;

    protected Task DeleteAsync(string name, string etag = "") =>
        Client.DeleteCandidateAsync(new DeleteCandidateRequest { Name = name, Etag = etag }).ResponseAsync;

    /// <summary>A candidate who agrees to joint answers.</summary>
    protected Task<Candidate> CreateSharerAsync() => CreateAsync(
        new Candidate { Consents = { new Consent { Purpose = Consent.Types.Purpose.Household } } });

    protected async Task<Household> CreateHouseholdAsync(string first, string second, string requestId = "") =>
        await Client.CreateHouseholdAsync(
            new CreateHouseholdRequest { Household = HouseholdOf(first, second), RequestId = requestId });

    protected static Household HouseholdOf(params string[] candidates) => new()
    {
        Members =
        {
            candidates.Select(name => new Household.Types.Member
            {
                Candidate = name,
                Sharing = Household.Types.Sharing.Outlook,
            }),
        },
    };

    protected Task<ValidationResult> ValidateAsync(
        string candidate, ValidationResult? result = null, string requestId = "") =>
        Client.CreateValidationResultAsync(new CreateValidationResultRequest
        {
            Parent = candidate,
            ValidationResult = result ?? WelderResult(),
            RequestId = requestId,
        }).ResponseAsync;

    /// <summary>A result without a mistake.</summary>
    protected static ValidationResult WelderResult() => new()
    {
        Standard = "SeQF",
        SeqfLevel = 4,
        Outcome = ValidationResult.Types.Outcome.Partial,
        Covers = { new ValidationResult.Types.Item { Concept = "Svetsare", Note = "TIG och MMA" } },
        Missing = { new ValidationResult.Types.Item { Concept = "plastsvetsning" } },
        Issuer = "Ett lärcentrum",
        IssueDate = "2026-11-02",
    };

    protected async Task<List<ProfileChange>> ChangesAsync(long since = 0)
    {
        using var call = Client.StreamProfileChanges(
            new StreamProfileChangesRequest { SinceSequence = since, StopAtEnd = true });
        var changes = new List<ProfileChange>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Deadline))
        {
            changes.Add(call.ResponseStream.Current);
        }

        return changes;
    }
}
