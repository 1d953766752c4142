using System.Globalization;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Matching.Competence;
using Matching.Hosting;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Member = Matching.Profiles.V1.Household.Types.Member;

namespace Matching.Suite.Demo;

/// <summary>
/// Pushes the demo region through the services' own calls. A note in the data directory says when the region is dated
/// and stays until all of it is in: an interrupted filling is repeated whole at the next start, and every call in it
/// is safe to repeat.
/// </summary>
internal sealed class DemoFilling(DemoTargets targets, Taxonomy taxonomy, TimeProvider clock, string dataDirectory)
    : IDisposable
{
    private const string NoteFile = "demo-filling.txt";
    private const string NoteFormat = "yyyy-MM-dd'T'HH:mm:ss";

    /// <summary>How many calls wait for their answer at once; the store commits them together.</summary>
    private const int InFlight = 32;

    private const int ChunkBytes = 64 * 1024;

    /// <summary>How long the index may take to catch up with the stores.</summary>
    private static readonly TimeSpan IndexPatience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan IndexInterval = TimeSpan.FromMilliseconds(100);

    private readonly GrpcChannel _profile = GrpcClients.CreateChannel(targets.Profile);
    private readonly GrpcChannel _vacancy = GrpcClients.CreateChannel(targets.Vacancy);
    private readonly GrpcChannel _matching = GrpcClients.CreateChannel(targets.Matching);
    private readonly string _note = Path.Combine(dataDirectory, NoteFile);

    public FillProgress Progress { get; } = new();

    public void Dispose()
    {
        _profile.Dispose();
        _vacancy.Dispose();
        _matching.Dispose();
    }

    /// <summary>True for an empty store, and for one whose filling was interrupted.</summary>
    public async Task<bool> IsWantedAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(_note))
        {
            return true;
        }

        var vacancies = await Vacancies.ListVacanciesAsync(
            new ListVacanciesRequest { PageSize = 1 }, cancellationToken: cancellationToken);
        var candidates = await Profiles.ListCandidatesAsync(
            new ListCandidatesRequest { PageSize = 1 }, cancellationToken: cancellationToken);
        return vacancies.Vacancies.Count == 0 && candidates.Candidates.Count == 0;
    }

    public async Task FillAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var moment = await NoteMomentAsync(cancellationToken);

        // The region takes a second of computing: not on the caller's thread, which shows the progress.
        var region = await Task.Run(() => DemoRegion.Create(taxonomy, moment), cancellationToken);
        Progress.Openings.Total = region.Ads.Sum(ad => ad.Length + 1L);
        Progress.Candidates.Total = region.People.Count;
        Progress.Others.Total = region.Couples.Count + region.Needs.Count;
        Progress.Index.Total = 2;

        var import = ImportAsync(region.Ads, cancellationToken);
        var names = await CreatePeopleAsync(region.People, cancellationToken);
        var household = await CreateCouplesAsync(region.Couples, names, cancellationToken);
        await CreateNeedsAsync(region.Needs, cancellationToken);
        var imported = await import;
        await WaitForIndexAsync(imported.Sequence, household, cancellationToken);

        File.Delete(_note);
        Progress.Summarize(
            imported.CreatedCount + imported.UpdatedCount + imported.UnchangedCount,
            region.People.Count(person => person.Validation is not null),
            TimeProvider.System.GetElapsedTime(started),
            region.Unknown);
    }

    private ProfileService.ProfileServiceClient Profiles => new(_profile);

    private VacancyService.VacancyServiceClient Vacancies => new(_vacancy);

    private MatchingService.MatchingServiceClient Matches => new(_matching);

    /// <summary>The moment that the region is dated by: now, or that of the filling which was interrupted.</summary>
    private async Task<DateTime> NoteMomentAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(_note)
            && DateTime.TryParseExact(
                (await File.ReadAllTextAsync(_note, cancellationToken)).Trim(),
                NoteFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var noted))
        {
            return noted;
        }

        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Sweden.Zone).DateTime;
        await File.WriteAllTextAsync(
            _note, now.ToString(NoteFormat, CultureInfo.InvariantCulture) + "\n", cancellationToken);
        return now;
    }

    private async Task<ImportVacanciesResponse> ImportAsync(
        IReadOnlyList<byte[]> ads, CancellationToken cancellationToken)
    {
        using var call = Vacancies.ImportVacancies(cancellationToken: cancellationToken);
        using var chunk = new MemoryStream(2 * ChunkBytes);
        foreach (var ad in ads)
        {
            chunk.Write(ad);
            chunk.WriteByte((byte)'\n');
            if (chunk.Length >= ChunkBytes)
            {
                await SendAsync();
            }
        }

        await SendAsync();
        await call.RequestStream.CompleteAsync();
        var response = await call.ResponseAsync;
        return response.RejectedCount == 0
            ? response
            : throw new InvalidOperationException($"the demo's own ads were rejected: {response.Rejections[0]}");

        async Task SendAsync()
        {
            var bytes = chunk.Length;
            await call.RequestStream.WriteAsync(
                new ImportVacanciesRequest
                {
                    System = "demo",
                    Content = new HttpBody
                    {
                        ContentType = "application/x-ndjson",
                        Data = ByteString.CopyFrom(chunk.GetBuffer(), 0, (int)bytes),
                    },
                },
                cancellationToken);
            chunk.SetLength(0);
            Progress.Openings.Add(bytes);
        }
    }

    private async Task<string[]> CreatePeopleAsync(IReadOnlyList<Person> people, CancellationToken cancellationToken)
    {
        var names = new string[people.Count];
        await Parallel.ForAsync(0, people.Count, InFlightOptions(cancellationToken), async (index, token) =>
        {
            var person = people[index];
            var created = await Profiles.CreateCandidateAsync(
                new CreateCandidateRequest { Candidate = person.Candidate, RequestId = person.RequestId.ToString() },
                cancellationToken: token);
            names[index] = created.Name;
            if (person.Validation is not null)
            {
                await Profiles.CreateValidationResultAsync(
                    new CreateValidationResultRequest
                    {
                        Parent = created.Name,
                        ValidationResult = person.Validation,
                        RequestId = person.ValidationRequestId.ToString(),
                    },
                    cancellationToken: token);
            }

            Progress.Candidates.Add(1);
        });
        return names;
    }

    /// <summary>
    /// Answers one of the households, all of which come after every candidate in the order of changes.
    /// </summary>
    private async Task<string> CreateCouplesAsync(
        IReadOnlyList<Couple> couples, string[] names, CancellationToken cancellationToken)
    {
        var any = "";
        await Parallel.ForEachAsync(couples, InFlightOptions(cancellationToken), async (couple, token) =>
        {
            var household = await Profiles.CreateHouseholdAsync(
                new CreateHouseholdRequest
                {
                    Household = new Household
                    {
                        Members =
                        {
                            new Member { Candidate = names[couple.First], Sharing = couple.FirstShares },
                            new Member { Candidate = names[couple.Second], Sharing = couple.SecondShares },
                        },
                    },
                    RequestId = couple.RequestId.ToString(),
                },
                cancellationToken: token);
            any = household.Name;
            Progress.Others.Add(1);
        });
        return any;
    }

    private Task CreateNeedsAsync(IReadOnlyList<CreateNeedRequest> needs, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(needs, InFlightOptions(cancellationToken), async (need, token) =>
        {
            await Vacancies.CreateNeedAsync(need, cancellationToken: token);
            Progress.Others.Add(1);
        });

    /// <summary>Until matching has seen the last opening, and the household that stands after all candidates.</summary>
    private async Task WaitForIndexAsync(long vacancySequence, string household, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(IndexPatience);
        var probe = new PreviewVacanciesRequest { Text = "kock", PageSize = 1 };
        while (await SeenAsync() < vacancySequence)
        {
            await Task.Delay(IndexInterval, TimeProvider.System, patience.Token);
        }

        Progress.Index.Add(1);
        while (!await IsIndexedAsync(household, patience.Token))
        {
            await Task.Delay(IndexInterval, TimeProvider.System, patience.Token);
        }

        Progress.Index.Add(1);

        async Task<long> SeenAsync() =>
            (await Matches.PreviewVacanciesAsync(probe, cancellationToken: patience.Token)).Provenance.VacancySequence;
    }

    private async Task<bool> IsIndexedAsync(string household, CancellationToken cancellationToken)
    {
        try
        {
            await Matches.MatchTandemAsync(
                new MatchTandemRequest { Household = household, PageSize = 1, OpeningsPerPlace = 1 },
                cancellationToken: cancellationToken);
            return true;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }

    private static ParallelOptions InFlightOptions(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken };
}

/// <summary>The services that a demo region is pushed to.</summary>
internal sealed record DemoTargets(Uri Profile, Uri Vacancy, Uri Matching);
