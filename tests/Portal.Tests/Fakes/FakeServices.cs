using Grpc.Core;
using Matching.Competence.V1;
using Matching.Hosting;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;

namespace Portal.Tests.Fakes;

/// <summary>
/// A gRPC server that stands for every service behind the portal, with a small region that never changes. It remembers the
/// previews it is asked for, and it can be told to be down.
/// </summary>
internal sealed class FakeServices : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeServices(WebApplication app) => _app = app;

    public Uri Address => _app.Addresses()[0];

    public FakeState State => _app.Services.GetRequiredService<FakeState>();

    public static async Task<FakeServices> StartAsync()
    {
        var app = ServiceHosting.CreateService([], 0, builder =>
        {
            builder.Configuration[ServiceHosting.PortKey] = "0";
            builder.Services.AddSingleton<FakeState>();
        }).Build();
        app.MapGrpcService<FakeProfiles>();
        app.MapGrpcService<FakeVacancies>();
        app.MapGrpcService<FakeMatches>();
        app.MapGrpcService<FakeConcepts>();
        app.MapMatchingDefaults();
        await app.StartAsync();
        return new FakeServices(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

/// <summary>What the fake services were asked, and how they are.</summary>
internal sealed class FakeState
{
    private PreviewVacanciesRequest? _lastPreview;

    public bool IsDown { get; set; }

    /// <summary>Makes every call end in an error that nobody foresaw.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The models there are: the expert, and one that is tried beside it, unless a test brings others.</summary>
    public IReadOnlyList<Model> Models { get; set; } = Region.Models;

    public PreviewVacanciesRequest LastPreview => Volatile.Read(ref _lastPreview)!;

    public void Remember(PreviewVacanciesRequest request) => Volatile.Write(ref _lastPreview, request.Clone());

    public void ThrowIfDown()
    {
        if (IsDown)
        {
            throw RpcErrors.Create(StatusCode.Unavailable, "DOWN", "It is down.");
        }

        if (IsBroken)
        {
            throw RpcErrors.Create(StatusCode.DataLoss, "BROKEN", "Secret innards at Matching.Something.cs:42");
        }
    }
}

internal sealed class FakeProfiles(FakeState state) : ProfileService.ProfileServiceBase
{
    public override Task<Candidate> GetCandidate(GetCandidateRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        return Task.FromResult(Region.Candidates.FirstOrDefault(candidate => candidate.Name == request.Name)?.Clone()
            ?? throw RpcErrors.NotFound("CANDIDATE_NOT_FOUND", "There is no such candidate.", request.Name));
    }

    public override Task<ListCandidatesResponse> ListCandidates(ListCandidatesRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        return Task.FromResult(new ListCandidatesResponse { Candidates = { Region.Candidates } });
    }

    public override Task<ListValidationResultsResponse> ListValidationResults(
        ListValidationResultsRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        return Task.FromResult(new ListValidationResultsResponse
        {
            ValidationResults = { Region.Validations.Where(result => result.Name.StartsWith(request.Parent + "/", StringComparison.Ordinal)) },
        });
    }

    public override Task<ExportCandidateResponse> ExportCandidate(ExportCandidateRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        return Task.FromResult(new ExportCandidateResponse { Households = { Region.Household.Name } });
    }

    public override Task<Household> GetHousehold(GetHouseholdRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        return request.Name == Region.Household.Name
            ? Task.FromResult(Region.Household)
            : throw RpcErrors.NotFound("HOUSEHOLD_NOT_FOUND", "There is no such household.", request.Name);
    }
}

internal sealed class FakeVacancies(FakeState state) : VacancyService.VacancyServiceBase
{
    public override Task<Vacancy> GetVacancy(GetVacancyRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        return Task.FromResult(Region.Vacancies.FirstOrDefault(vacancy => vacancy.Name == request.Name)?.Clone()
            ?? throw RpcErrors.NotFound("VACANCY_NOT_FOUND", "There is no such vacancy.", request.Name));
    }

    public override Task<ListVacanciesResponse> ListVacancies(ListVacanciesRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        var start = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
        const int size = 40;
        return Task.FromResult(new ListVacanciesResponse
        {
            Vacancies = { Region.Vacancies.Skip(start).Take(size) },
            NextPageToken = start + size < Region.Vacancies.Count ? $"{start + size}" : "",
        });
    }
}

internal sealed class FakeConcepts(FakeState state) : CompetenceService.CompetenceServiceBase
{
    public override Task<SearchConceptsResponse> SearchConcepts(SearchConceptsRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        var english = request.LanguageCode == "en";
        return Task.FromResult(new SearchConceptsResponse
        {
            TaxonomyVersion = "pack-2025-12",
            Concepts =
            {
                Region.Concepts
                    .Where(concept => concept.Id == request.Query || (request.Query.Length >= 4
                        && concept.Swedish.StartsWith(request.Query[..4], StringComparison.OrdinalIgnoreCase)))
                    .Take(request.PageSize == 0 ? 10 : request.PageSize)
                    .Select(concept => new Concept { Id = concept.Id, Label = english ? concept.English : concept.Swedish }),
            },
        });
    }
}

internal sealed class FakeMatches(FakeState state) : MatchingService.MatchingServiceBase
{
    public override Task<PreviewVacanciesResponse> PreviewVacancies(PreviewVacanciesRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        state.Remember(request);
        var english = request.LanguageCode == "en";
        var self = request.Candidate ?? (request.Text.Contains("xyzzy", StringComparison.Ordinal) ? new Candidate() : Region.UnderstoodNurse());
        var partner = request.Partner
            ?? (request.Text.Contains("man är", StringComparison.Ordinal) || request.Text.Contains("husband", StringComparison.Ordinal)
                ? Region.UnderstoodWelder()
                : null);
        Check(self, "candidate");
        if (partner is not null)
        {
            Check(partner, "partner");
        }

        var answer = new PreviewVacanciesResponse { Candidate = self, Partner = partner, Provenance = Region.Provenance };
        if (self.Occupations.Count == 0)
        {
            return Task.FromResult(answer);
        }

        answer.Matches.Add(Region.Vacancies.Take(8).Select((vacancy, place) => Region.Match(vacancy, place, english)));
        answer.TotalSize = 47;
        answer.NearMisses.Add(Region.NearMiss(english));
        answer.GateCounts.Add(Region.GateCounts);
        if (partner is not null)
        {
            answer.Places.Add(Region.Places("self", "partner", english, hidden: false));
        }

        return Task.FromResult(answer);
    }

    public override Task<MatchVacanciesResponse> MatchVacancies(MatchVacanciesRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        if (request.Candidate == Region.WithoutConsent)
        {
            throw RpcErrors.Create(StatusCode.FailedPrecondition, "NO_CONSENT", "There is no consent to matching.");
        }

        var english = request.LanguageCode == "en";
        var isSecond = request.PageToken.Length > 0;
        var answer = new MatchVacanciesResponse
        {
            Matches = { Region.Vacancies.Skip(isSecond ? 5 : 0).Take(5).Select((vacancy, place) => Region.Match(vacancy, place, english)) },
            TotalSize = 10,
            NextPageToken = isSecond ? "" : "second",
            Provenance = Region.Provenance,
        };
        if (!isSecond)
        {
            answer.NearMisses.Add(Region.NearMiss(english));
            answer.GateCounts.Add(Region.GateCounts);
        }

        return Task.FromResult(answer);
    }

    public override Task<MatchCandidatesResponse> MatchCandidates(MatchCandidatesRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        var english = request.LanguageCode == "en";
        return Task.FromResult(new MatchCandidatesResponse
        {
            Matches =
            {
                Region.Candidates.Take(3).Select((candidate, place) =>
                {
                    var match = Region.Match(Region.Vacancies[0], place, english);
                    match.VacancyBrief = null;
                    match.Candidate = candidate.Name;
                    match.CandidateBrief = new CandidateBrief
                    {
                        Occupations = { candidate.Occupations.Select(fact => fact.Label) },
                        HomeLabel = candidate.HomeLabel,
                    };
                    return match;
                }),
            },
            GateCounts = { Region.GateCounts },
            TotalSize = 3,
            Provenance = Region.Provenance,
        });
    }

    public override Task<MatchTandemResponse> MatchTandem(MatchTandemRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        var members = Region.Household.Members;
        return Task.FromResult(new MatchTandemResponse
        {
            Places = { Region.Places(members[0].Candidate, members[1].Candidate, request.LanguageCode == "en", request.Viewer == members[0].Candidate) },
            Provenance = Region.Provenance,
        });
    }

    public override Task<ExplainMatchResponse> ExplainMatch(ExplainMatchRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        var english = request.LanguageCode == "en";
        var vacancy = Region.Vacancies.FirstOrDefault(vacancy => vacancy.Name == request.Vacancy)
            ?? throw RpcErrors.NotFound("VACANCY_NOT_FOUND", "There is no such vacancy.", request.Vacancy);
        return Task.FromResult(new ExplainMatchResponse
        {
            Match = Region.Match(vacancy, 3, english),
            Matched = false,
            Gates =
            {
                new Gate { Type = "CONSENT", Passed = true, Explanation = english ? "Consent is given." : "Samtycke finns." },
                new Gate
                {
                    Type = "REACH",
                    Passed = false,
                    Explanation = english ? "The work lies 240 km away." : "Arbetet ligger 24 mil bort.",
                },
            },
            Provenance = Region.Provenance,
        });
    }

    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        state.ThrowIfDown();
        return Task.FromResult(new ListModelsResponse { Models = { state.Models } });
    }

    public override Task<Model> GetModel(GetModelRequest request, ServerCallContext context)
    {
        var model = state.Models.Single(model => model.Name == request.Name).Clone();
        model.Card = "# Modellkort\n\nTränad på <rankningar>.";
        return Task.FromResult(model);
    }

    private static void Check(Candidate person, string root)
    {
        var errors = new FieldErrors();
        for (var i = 0; i < person.Occupations.Count; i++)
        {
            var fact = person.Occupations[i];
            if (Region.Concepts.FirstOrDefault(concept =>
                    concept.Id == fact.Occupation
                    || concept.Swedish.Equals(fact.Occupation, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                (fact.Occupation, fact.Label) = (found.Id, found.Swedish);
            }
            else
            {
                errors.Add($"{root}.occupations[{i}].occupation", "UNKNOWN_CONCEPT", $"'{fact.Occupation}' is not known as an occupation.");
            }
        }

        foreach (var fact in person.Languages)
        {
            fact.Label = Region.Concepts.FirstOrDefault(concept => concept.Id == fact.Language)?.Swedish ?? fact.Language;
        }

        foreach (var fact in person.Licences)
        {
            fact.Label = Region.Concepts.FirstOrDefault(concept => concept.Id == fact.Licence)?.Swedish ?? fact.Licence;
        }

        errors.ThrowIfAny();
    }
}
