using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Profiles;
using Matching.Profiles.V1;
using Matching.Vacancies;
using Matching.Vacancies.V1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using CefrLevel = Matching.Competence.V1.CefrLevel;
using Purpose = Matching.Profiles.V1.Consent.Types.Purpose;
using Sharing = Matching.Profiles.V1.Household.Types.Sharing;
using WireCandidate = Matching.Profiles.V1.Candidate;

namespace Matching.Matches.Tests;

/// <summary>
/// The matching service between a real profile and a real vacancy service, all under one clock that stands still.
/// Disposing it fails the test if any of them logged an error.
/// </summary>
internal sealed class Region : IAsyncDisposable
{
    private readonly HostedService _profile;
    private readonly HostedService _vacancy;

    private Region(HostedService profile, HostedService vacancy, HostedService matching, ManualClock clock)
    {
        _profile = profile;
        _vacancy = vacancy;
        Host = matching;
        Clock = clock;
        Profiles = new ProfileService.ProfileServiceClient(profile.Channel);
        Vacancies = new VacancyService.VacancyServiceClient(vacancy.Channel);
    }

    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(60);

    public ManualClock Clock { get; }

    public IEnumerable<string> DataDirectories => [_profile.Data.Path, _vacancy.Data.Path, Host.Data.Path];

    public HostedService Host { get; }

    public ProfileService.ProfileServiceClient Profiles { get; }

    public VacancyService.VacancyServiceClient Vacancies { get; }

    public V1.MatchingService.MatchingServiceClient Matches => new(Host.Channel);

    public Uri ProfileAddress => _profile.Address;

    public Uri VacancyAddress => _vacancy.Address;

    public V1.ModelService.ModelServiceClient Models => new(Host.Channel);

    public Competence.V1.CompetenceService.CompetenceServiceClient Concepts => new(Host.Channel);

    /// <param name="configure">Sets further configuration of the matching service, and replaces its parts.</param>
    public static async Task<Region> StartAsync(Action<Microsoft.AspNetCore.Builder.WebApplicationBuilder>? configure = null)
    {
        var clock = new ManualClock(World.Now);
        var profile = await HostedService.StartAsync(ProfileHost.Build, Replace);
        var vacancy = await HostedService.StartAsync(VacancyHost.Build, Replace);
        var matching = await HostedService.StartAsync(MatchingHost.Build, builder =>
        {
            Replace(builder);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Endpoints:Profile"] = profile.Address.ToString(),
                ["Endpoints:Vacancy"] = vacancy.Address.ToString(),
            });
            configure?.Invoke(builder);
        });
        return new Region(profile, vacancy, matching, clock);

        void Replace(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder)
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddSingleton(World.Taxonomy);
            builder.Services.AddSingleton(World.Extractor);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _vacancy.DisposeAsync();
        await _profile.DisposeAsync();
    }

    public async Task<WireCandidate> AddAsync(WireCandidate candidate)
    {
        if (candidate.Consents.Count == 0)
        {
            candidate.Consents.Add(Agreed(Purpose.Matching, Purpose.EmployerSearch, Purpose.Household));
        }

        return await Profiles.CreateCandidateAsync(new CreateCandidateRequest { Candidate = candidate });
    }

    public async Task<Vacancy> AddAsync(Vacancy vacancy) =>
        await Vacancies.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = vacancy });

    public async Task<Household> AddAsync(WireCandidate a, WireCandidate b, Sharing ofA, Sharing ofB) =>
        await Profiles.CreateHouseholdAsync(new CreateHouseholdRequest
        {
            Household = new Household
            {
                Members =
                {
                    new Household.Types.Member { Candidate = a.Name, Sharing = ofA },
                    new Household.Types.Member { Candidate = b.Name, Sharing = ofB },
                },
            },
        });

    public Task DeleteAsync(WireCandidate candidate) =>
        Profiles.DeleteCandidateAsync(new DeleteCandidateRequest { Name = candidate.Name }).ResponseAsync;

    public Task CloseAsync(Vacancy vacancy) =>
        Vacancies.CloseVacancyAsync(new CloseVacancyRequest { Name = vacancy.Name }).ResponseAsync;

    public async Task<V1.MatchVacanciesResponse> MatchAsync(
        WireCandidate candidate, V1.VacancyFilter? filter = null, int size = 0, string language = "") =>
        await Matches.MatchVacanciesAsync(new V1.MatchVacanciesRequest
        {
            Candidate = candidate.Name,
            Filter = filter,
            PageSize = size,
            LanguageCode = language,
        });

    public async Task<V1.MatchCandidatesResponse> MatchAsync(Vacancy vacancy, int size = 0) =>
        await Matches.MatchCandidatesAsync(new V1.MatchCandidatesRequest { Vacancy = vacancy.Name, PageSize = size });

    public async Task<V1.ExplainMatchResponse> ExplainAsync(WireCandidate candidate, Vacancy vacancy, string language = "") =>
        await Matches.ExplainMatchAsync(new V1.ExplainMatchRequest
        {
            Candidate = candidate.Name,
            Vacancy = vacancy.Name,
            LanguageCode = language,
        });

    /// <summary>A welder in Härnösand, who is trained, speaks Swedish and drives.</summary>
    public static WireCandidate Welder(string home = "Härnösand") => new()
    {
        Occupations = { Worked("Svetsare", 6) },
        Languages = { Speaks("sv", CefrLevel.C1) },
        Licences = { new LicenceHolding { Licence = "B" } },
        Home = home,
    };

    /// <summary>A teacher with the licence that the work takes.</summary>
    public static WireCandidate Teacher(string home = "Härnösand") => new()
    {
        Occupations = { Worked("Grundlärare, 4-6", 5) },
        Languages = { Speaks("sv", CefrLevel.C2) },
        Licences = { new LicenceHolding { Licence = "Lärarlegitimation" } },
        Home = home,
    };

    public static Vacancy Job(
        string occupation, string municipality, string employer = "", params Vacancies.V1.Requirement[] requirements) => new()
        {
            Title = $"{occupation} till {municipality}",
            Kind = Competence.V1.OpeningKind.Job,
            Occupation = occupation,
            Employer = new Employer { DisplayName = employer },
            Workplace = municipality.Length > 0 ? new Workplace { Municipality = municipality } : null,
            Requirements = { requirements },
            Description = $"Vi söker {occupation}.",
            PublishTime = World.Now.AddDays(-1).ToTimestamp(),
            ExpireTime = World.Now.AddDays(30).ToTimestamp(),
        };

    public static OccupationExperience Worked(string occupation, double years) =>
        new() { Occupation = occupation, Years = years };

    public static LanguageSkill Speaks(string language, CefrLevel level) => new() { Language = language, Level = level };

    public static Vacancies.V1.Requirement Must(string concept, CefrLevel level = CefrLevel.Unspecified) => new()
    {
        Concept = concept,
        Importance = Requirement.Types.Importance.Must,
        RequiredLevel = level,
    };

    public static IEnumerable<Consent> Agreed(params Purpose[] purposes) =>
        purposes.Select(purpose => new Consent { Purpose = purpose, TextVersion = "1" });
}

/// <summary>A test with a region of its own.</summary>
public abstract class RegionTest : IAsyncLifetime
{
    private Region? _region;

    private protected Region Here => _region ?? throw new InvalidOperationException("It is not running.");

    public async Task InitializeAsync() => _region = await Region.StartAsync(Configure);

    public Task DisposeAsync() => Here.DisposeAsync().AsTask();

    /// <summary>Sets further configuration of the matching service, and replaces its parts.</summary>
    private protected virtual void Configure(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder)
    {
    }
}
