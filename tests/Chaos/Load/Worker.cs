using Grpc.Core;
using Grpc.Net.Client;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;

namespace Matching.Chaos.Load;

/// <summary>
/// One caller of the suite: writes resources that are its own, one call after another, and notes what was acknowledged.
/// What it does next is drawn from its seed.
/// </summary>
internal sealed partial class Worker
{
    /// <summary>Between two calls, so that the machine has something left for the services.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly int _number;
    private readonly Random _random;
    private readonly Material _material;
    private readonly History _history;
    private readonly GoodClient _client;
    private readonly VacancyService.VacancyServiceClient _vacancies;
    private readonly ProfileService.ProfileServiceClient _profiles;
    private readonly MatchingService.MatchingServiceClient _matches;
    private readonly List<Resource> _own = [];
    private int _made;

    public Worker(int number, int seed, GrpcChannel gateway, Material material, History history)
    {
        _number = number;
        _random = new Random((seed * 1000) + number);
        _material = material;
        _history = history;
        _client = new GoodClient(new Random((seed * 1000) + 500 + number), history.Reads.Surprise);
        _vacancies = new VacancyService.VacancyServiceClient(gateway);
        _profiles = new ProfileService.ProfileServiceClient(gateway);
        _matches = new MatchingService.MatchingServiceClient(gateway);
    }

    /// <summary>How many calls failed and were made again.</summary>
    public long Retries => _client.Retries;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await StepAsync();
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private Task StepAsync() => _random.Next(100) switch
    {
        < 20 => CreateVacancyAsync(),
        < 28 => WithAsync(resource => resource.Kind == ResourceKind.Single && resource.Name is not null, UpdateVacancyAsync),
        < 33 => WithAsync(resource => resource.Kind == ResourceKind.Single && resource.Name is not null, CloseVacancyAsync),
        < 41 => ImportAsync(20),
        < 56 => CreateCandidateAsync(),
        < 62 => WithAsync(IsPerson, UpdateCandidateAsync),
        < 68 => WithAsync(IsPerson, ValidateAsync),
        < 71 => WithAsync(IsPerson, EraseAsync),
        < 90 => WithAsync(IsPerson, MatchAsync),
        _ => WithAsync(resource => resource.Name is not null, ReadAsync),
    };

    private static bool IsPerson(Resource resource) => resource is { Kind: ResourceKind.Candidate, Name: not null };

    /// <summary>Does something to one of its own that has not ended.</summary>
    private async Task WithAsync(Func<Resource, bool> which, Func<Resource, Task> act)
    {
        var some = _own.Where(resource => !resource.EndTried && which(resource)).ToList();
        if (some.Count > 0)
        {
            await act(some[_random.Next(some.Count)]);
        }
    }

    private Resource Make(ResourceKind kind, string prefix)
    {
        var resource = new Resource(kind, $"{prefix}-{_number}-{++_made}");
        _own.Add(resource);
        _history.Resources.Add(resource);
        return resource;
    }

    private string RequestId() => new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)_random.Next(256))]).ToString();

    private async Task CreateVacancyAsync()
    {
        var resource = Make(ResourceKind.Single, "chaos");
        var vacancy = _material.MakeVacancy(resource.Text(1), _random);
        var request = new CreateVacancyRequest { Vacancy = vacancy, RequestId = RequestId() };
        resource.TryText(resource.Text(1));
        _history.Vacancies.Attempt();
        var (created, _) = await _client.CallAsync(
            "CreateVacancy", deadline => _vacancies.CreateVacancyAsync(request, deadline: deadline));
        if (created is not null)
        {
            _history.Vacancies.Acknowledge();
            (resource.Name, resource.Etag) = (created.Name, created.Etag);
            (resource.IsAcknowledged, resource.Version) = (true, 1);
        }
    }

    /// <summary>
    /// Changes the title. Where the tag has become stale by a call that nobody heard the answer of, that call was it.
    /// </summary>
    private async Task UpdateVacancyAsync(Resource resource)
    {
        var text = resource.Text(resource.Version + 1);
        resource.TryText(text);
        _history.Changes.Attempt();
        while (true)
        {
            var (updated, code) = await _client.CallAsync(
                "UpdateVacancy",
                deadline => _vacancies.UpdateVacancyAsync(
                    new UpdateVacancyRequest
                    {
                        Vacancy = new Vacancy { Name = resource.Name, Title = text, Etag = resource.Etag },
                        UpdateMask = new() { Paths = { "title" } },
                    },
                    deadline: deadline),
                StatusCode.Aborted);
            if (code == StatusCode.Aborted)
            {
                (updated, _) = await _client.CallAsync("GetVacancy", deadline => _vacancies.GetVacancyAsync(
                    new GetVacancyRequest { Name = resource.Name }, deadline: deadline));
                if (updated is not null && updated.Title != text)
                {
                    resource.Etag = updated.Etag;
                    continue;
                }
            }

            if (updated is not null)
            {
                Keep(resource, text, updated.Etag);
            }

            return;
        }
    }

    private void Keep(Resource resource, string text, string etag)
    {
        _history.Changes.Acknowledge();
        resource.KeepText(text);
        (resource.Etag, resource.Version) = (etag, resource.Version + 1);
    }

    private async Task CloseVacancyAsync(Resource resource)
    {
        resource.EndTried = true;
        _history.Closings.Attempt();
        var (closed, _) = await _client.CallAsync("CloseVacancy", deadline => _vacancies.CloseVacancyAsync(
            new CloseVacancyRequest { Name = resource.Name }, deadline: deadline));
        if (closed is not null)
        {
            _history.Closings.Acknowledge();
            resource.EndAcknowledged = true;
        }
    }

    private async Task CreateCandidateAsync()
    {
        var resource = Make(ResourceKind.Candidate, "chaos");
        var request = new CreateCandidateRequest
        {
            Candidate = _material.MakeCandidate(resource.Text(1), _random),
            RequestId = RequestId(),
        };
        resource.TryText(resource.Text(1));
        _history.Candidates.Attempt();
        var (created, _) = await _client.CallAsync(
            "CreateCandidate", deadline => _profiles.CreateCandidateAsync(request, deadline: deadline));
        if (created is not null)
        {
            _history.Candidates.Acknowledge();
            (resource.Name, resource.Etag) = (created.Name, created.Etag);
            (resource.IsAcknowledged, resource.Version) = (true, 1);
        }
    }

    /// <summary>As for vacancies; a validation result may have changed the tag as well.</summary>
    private async Task UpdateCandidateAsync(Resource resource)
    {
        var text = resource.Text(resource.Version + 1);
        resource.TryText(text);
        _history.Changes.Attempt();
        while (true)
        {
            var (updated, code) = await _client.CallAsync(
                "UpdateCandidate",
                deadline => _profiles.UpdateCandidateAsync(
                    new UpdateCandidateRequest
                    {
                        Candidate = new Candidate { Name = resource.Name, GivenName = text, Etag = resource.Etag },
                        UpdateMask = new() { Paths = { "given_name" } },
                    },
                    deadline: deadline),
                StatusCode.Aborted);
            if (code == StatusCode.Aborted)
            {
                (updated, _) = await _client.CallAsync("GetCandidate", deadline => _profiles.GetCandidateAsync(
                    new GetCandidateRequest { Name = resource.Name }, deadline: deadline));
                if (updated is not null && updated.GivenName != text)
                {
                    resource.Etag = updated.Etag;
                    continue;
                }
            }

            if (updated is not null)
            {
                Keep(resource, text, updated.Etag);
            }

            return;
        }
    }

    private async Task ValidateAsync(Resource resource)
    {
        var issuer = $"{resource.Key} issuer {resource.Validations.Count + 1}";
        var request = new CreateValidationResultRequest
        {
            Parent = resource.Name,
            RequestId = RequestId(),
            ValidationResult = new ValidationResult
            {
                Standard = "SeQF",
                Outcome = ValidationResult.Types.Outcome.Full,
                Issuer = issuer,
                IssueDate = "2026-01-15",
                Covers = { new ValidationResult.Types.Item { Concept = "Svetsare" } },
            },
        };
        resource.Validations[issuer] = false;
        _history.Validations.Attempt();
        var (created, _) = await _client.CallAsync("CreateValidationResult", deadline =>
            _profiles.CreateValidationResultAsync(request, deadline: deadline));
        if (created is not null)
        {
            _history.Validations.Acknowledge();
            resource.Validations[issuer] = true;
        }
    }

    /// <summary>An erasure whose answer was lost finds nothing the next time.</summary>
    private async Task EraseAsync(Resource resource)
    {
        resource.EndTried = true;
        _history.Erasures.Attempt();
        var (_, code) = await _client.CallAsync(
            "DeleteCandidate",
            deadline => _profiles.DeleteCandidateAsync(
                new DeleteCandidateRequest { Name = resource.Name }, deadline: deadline),
            StatusCode.NotFound);
        if (code is StatusCode.OK or StatusCode.NotFound)
        {
            _history.Erasures.Acknowledge();
            resource.EndAcknowledged = true;
        }
    }

    /// <summary>The owner tells at once what it has acknowledged.</summary>
    private async Task ReadAsync(Resource resource)
    {
        _history.Reads.Attempt();
        var text = resource.Kind == ResourceKind.Candidate
            ? (await _client.CallAsync("GetCandidate", deadline => _profiles.GetCandidateAsync(
                new GetCandidateRequest { Name = resource.Name }, deadline: deadline))).Answer?.GivenName
            : (await _client.CallAsync("GetVacancy", deadline => _vacancies.GetVacancyAsync(
                new GetVacancyRequest { Name = resource.Name }, deadline: deadline))).Answer?.Title;
        if (text is not null)
        {
            _history.Reads.Acknowledge();
            _history.Reads.Judge($"{resource.Name}: read {text}", wasAcknowledged: true, resource.Texts.Contains(text) ? 1 : 0);
        }
    }
}
