using Grpc.Core;
using Google.Protobuf.WellKnownTypes;
using Matching.Competence.V1;
using Matching.Vacancies.V1;

namespace Matching.Vacancies.Tests;

public sealed class VacancyTests
{
    private static V1.Vacancy Welder() => new()
    {
        Title = "Svetsare till Kramfors",
        Occupation = "7212",
        Workplace = new Workplace { Municipality = "Kramfors" },
        Requirements = { new Requirement { Concept = "svenska", Importance = Requirement.Types.Importance.Must } },
    };

    [Fact]
    public async Task CreateVacancy_NamesInsteadOfIds_AreReturnedAsIdsWithLabels()
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });

        Assert.Matches("^vacancies/[0-9a-f-]{36}$", vacancy.Name);
        Assert.Equal(V1.Vacancy.Types.State.Open, vacancy.State);
        Assert.Equal("7212", vacancy.SsykCode);
        Assert.NotEmpty(vacancy.OccupationLabel);
        Assert.Equal(("2282", "Kramfors"), (vacancy.Workplace.Municipality, vacancy.Workplace.MunicipalityLabel));
        Assert.Equal(Workplace.Types.Precision.Municipality, vacancy.Workplace.Precision);
        Assert.InRange(vacancy.Workplace.Latitude, 62.8, 63.1);
        Assert.Equal((1, 100), (vacancy.Positions, vacancy.MaxExtentPercent));
        var language = Assert.Single(vacancy.Requirements);
        Assert.Equal(
            ("Svenska", Requirement.Types.Type.Language, CefrLevel.B1, 10),
            (language.Label, language.Type, language.RequiredLevel, language.Weight));
        Assert.Equal(server.Clock.GetUtcNow(), vacancy.CreateTime.ToDateTimeOffset());
        Assert.Equal(vacancy, await server.Client.GetVacancyAsync(new GetVacancyRequest { Name = vacancy.Name }));
    }

    [Fact]
    public async Task CreateVacancy_ManyMistakes_AreAllReportedAtOnce()
    {
        await using var server = await VacancyServer.StartAsync();
        var written = new V1.Vacancy
        {
            Title = new string('x', 201),
            Occupation = "svetsarre i rymden",
            Workplace = new Workplace { Municipality = "Atlantis", CountryCode = "Q1" },
            MinExtentPercent = 120,
            Positions = -1,
            Url = "javascript:alert(1)",
            Employer = new Employer { OrganizationNumber = "12" },
            Source = new Source { System = "Two Words" },
            PublishTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddDays(2)),
            ExpireTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
            Requirements =
            {
                new Requirement { Concept = "no such thing", Weight = 1000 },
                new Requirement { Concept = "svenska", MinYears = 2 },
            },
        };

        var error = await Fails(server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = written }));

        Assert.Equal(StatusCode.InvalidArgument, error.Code);
        Assert.Equal(
            [
                "vacancy.employer.organization_number",
                "vacancy.expire_time",
                "vacancy.min_extent_percent",
                "vacancy.occupation",
                "vacancy.positions",
                "vacancy.requirements[0].concept",
                "vacancy.requirements[0].weight",
                "vacancy.requirements[1].min_years",
                "vacancy.source.system",
                "vacancy.title",
                "vacancy.url",
                "vacancy.workplace.country_code",
                "vacancy.workplace.municipality",
            ],
            error.Fields.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("5569255788", "5569255788")]
    [InlineData("556925-5788", "5569255788")]
    [InlineData("850709-9805", "")]
    [InlineData("198507099805", "")]
    public async Task CreateVacancy_OrganizationNumber_IsKeptForLegalPersonsOnly(string written, string kept)
    {
        await using var server = await VacancyServer.StartAsync();
        var vacancy = Welder();
        vacancy.Employer = new Employer { DisplayName = "Svets", OrganizationNumber = written };

        var created = await server.Client.CreateVacancyAsync(
            new CreateVacancyRequest { Vacancy = vacancy, RequestId = "018f2b3c-0000-7000-8000-000000000001" });
        await server.StopAsync();

        Assert.Equal(kept, created.Employer.OrganizationNumber);
        Assert.False(server.Data.Contains("8507099805"));
        Assert.False(server.Data.Contains("850709-9805"));
    }

    [Fact]
    public async Task CreateVacancy_ContactDetailsInTheText_AreMasked()
    {
        await using var server = await VacancyServer.StartAsync();
        var vacancy = Welder();
        vacancy.Description = "Ring Anna på 070-123 45 67 eller skriv till anna@exempel.se. Arbetstid 07-16, start 2020-08-15.";

        var created = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = vacancy });

        Assert.Equal(
            "Ring Anna på [telefon] eller skriv till [e-post]. Arbetstid 07-16, start 2020-08-15.", created.Description);
    }

    [Fact]
    public async Task CreateVacancy_SameRequestId_AnswersTheFirstAndRefusesAnother()
    {
        await using var server = await VacancyServer.StartAsync();
        var request = new CreateVacancyRequest { Vacancy = Welder(), RequestId = Guid.CreateVersion7().ToString() };

        var first = await server.Client.CreateVacancyAsync(request);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await server.Client.CreateVacancyAsync(request);
        request.Vacancy.Title = "Another";
        var error = await Fails(server.Client.CreateVacancyAsync(request));

        Assert.Equal(first, second);
        Assert.Equal(["request_id"], error.Fields);
        Assert.Single(await server.ChangesAsync());
    }

    [Fact]
    public async Task CreateVacancy_SourceThatIsTaken_AlreadyExists()
    {
        await using var server = await VacancyServer.StartAsync();
        var vacancy = Welder();
        vacancy.Source = new Source { System = "ats", ExternalId = "a:1/b" };
        var created = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = vacancy });

        var error = await Fails(server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = vacancy }));

        Assert.Equal(StatusCode.AlreadyExists, error.Code);
        Assert.Equal(created, await server.GetAsync("a:1/b", "ats"));
    }

    [Fact]
    public async Task CreateVacancy_NameOfALocality_GivesItsMunicipalityAndItsOwnPoint()
    {
        await using var server = await VacancyServer.StartAsync();
        var vacancy = Welder();
        vacancy.Workplace = new Workplace { Municipality = "Bjästa" };

        var created = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = vacancy });

        Assert.Equal(("2284", "Bjästa"), (created.Workplace.Municipality, created.Workplace.Locality));
        Assert.Equal(Workplace.Types.Precision.Locality, created.Workplace.Precision);
    }

    [Fact]
    public async Task GetVacancy_UnknownOrMalformedName_SaysWhich()
    {
        await using var server = await VacancyServer.StartAsync();

        var missing = await Fails(server.Client.GetVacancyAsync(
            new GetVacancyRequest { Name = "vacancies/018f2b3c-0000-7000-8000-000000000000" }));
        var foreign = await Fails(server.Client.GetVacancyAsync(new GetVacancyRequest { Name = "vacancies/jobstream:1" }));
        var malformed = await Fails(server.Client.GetVacancyAsync(new GetVacancyRequest { Name = "needs/1" }));

        Assert.Equal(
            [StatusCode.NotFound, StatusCode.NotFound, StatusCode.InvalidArgument],
            new[] { missing, foreign, malformed }.Select(error => error.Code));
    }

    [Fact]
    public async Task ListVacancies_PagesAndFilters_ShowEveryMatchOnceNewestFirst()
    {
        await using var server = await VacancyServer.StartAsync();
        var names = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            server.Clock.Advance(TimeSpan.FromMinutes(1));
            var vacancy = Welder();
            vacancy.Workplace.Municipality = i % 2 == 0 ? "Kramfors" : "Sollefteå";
            names.Add((await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = vacancy })).Name);
        }

        var request = new ListVacanciesRequest { PageSize = 2, Municipality = "Kramfors", Occupation = "ssyk:7212" };
        var listed = new List<string>();
        do
        {
            var page = await server.Client.ListVacanciesAsync(request);
            listed.AddRange(page.Vacancies.Select(vacancy => vacancy.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal([names[6], names[4], names[2], names[0]], listed);
        var closed = await server.Client.ListVacanciesAsync(
            new ListVacanciesRequest { State = V1.Vacancy.Types.State.Closed });
        Assert.Empty(closed.Vacancies);
    }

    [Fact]
    public async Task ListVacancies_BadArguments_AreRefused()
    {
        await using var server = await VacancyServer.StartAsync();

        var size = await Fails(server.Client.ListVacanciesAsync(new ListVacanciesRequest { PageSize = -1 }));
        var token = await Fails(server.Client.ListVacanciesAsync(new ListVacanciesRequest { PageToken = "forged" }));
        var place = await Fails(server.Client.ListVacanciesAsync(new ListVacanciesRequest { Municipality = "Atlantis" }));

        Assert.Equal(["page_size", "page_token", "municipality"], new[] { size, token, place }.SelectMany(error => error.Fields));
    }

    [Fact]
    public async Task UpdateVacancy_Mask_ChangesThoseFieldsAndTheVersion()
    {
        await using var server = await VacancyServer.StartAsync();
        var created = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });
        server.Clock.Advance(TimeSpan.FromHours(1));

        var updated = await server.Client.UpdateVacancyAsync(new UpdateVacancyRequest
        {
            Vacancy = new V1.Vacancy
            {
                Name = created.Name,
                Etag = created.Etag,
                Title = "Licenssvetsare",
                Workplace = new Workplace { Municipality = "2283" },
                Positions = 9,
            },
            UpdateMask = FieldMask.FromStringEnumerable<V1.Vacancy>(["title", "workplace.municipality"]),
        });

        Assert.Equal(("Licenssvetsare", 1), (updated.Title, updated.Positions));
        Assert.Equal(("2283", "Sollefteå"), (updated.Workplace.Municipality, updated.Workplace.MunicipalityLabel));
        Assert.InRange(updated.Workplace.Latitude, 63.1, 63.3);
        Assert.Equal(created.Requirements, updated.Requirements);
        Assert.NotEqual(created.Etag, updated.Etag);
        Assert.Equal(TimeSpan.FromHours(1), updated.UpdateTime.ToDateTimeOffset() - updated.CreateTime.ToDateTimeOffset());
    }

    [Fact]
    public async Task UpdateVacancy_StaleEtag_Aborts()
    {
        await using var server = await VacancyServer.StartAsync();
        var created = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });
        var change = new V1.Vacancy { Name = created.Name, Etag = created.Etag, Title = "First" };
        await server.Client.UpdateVacancyAsync(new UpdateVacancyRequest { Vacancy = change });

        change.Title = "Second";
        var error = await Fails(server.Client.UpdateVacancyAsync(new UpdateVacancyRequest { Vacancy = change }));

        Assert.Equal(StatusCode.Aborted, error.Code);
    }

    [Fact]
    public async Task UpdateVacancy_SentBackAsItWas_ChangesNothing()
    {
        await using var server = await VacancyServer.StartAsync();
        await server.ImportAsync(Ads.Ad("1", ad => ad["description"]!["text"] = "Krav: B-körkort. Meriterande: truckkort."));
        var before = await server.GetAsync("1");

        var after = await server.Client.UpdateVacancyAsync(
            new UpdateVacancyRequest { Vacancy = before, UpdateMask = new FieldMask { Paths = { "*" } } });

        Assert.Equal(before, after);
    }

    [Fact]
    public async Task UpdateVacancy_UnknownPath_IsRefused()
    {
        await using var server = await VacancyServer.StartAsync();
        var created = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });

        var error = await Fails(server.Client.UpdateVacancyAsync(new UpdateVacancyRequest
        {
            Vacancy = new V1.Vacancy { Name = created.Name },
            UpdateMask = new FieldMask { Paths = { "salary" } },
        }));

        Assert.Equal(["update_mask"], error.Fields);
    }

    [Fact]
    public async Task PublishVacancy_Draft_Opens()
    {
        await using var server = await VacancyServer.StartAsync();
        var draft = Welder();
        draft.State = V1.Vacancy.Types.State.Draft;
        var created = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = draft });

        var published = await server.Client.PublishVacancyAsync(new PublishVacancyRequest { Name = created.Name });

        Assert.Equal(V1.Vacancy.Types.State.Draft, created.State);
        Assert.Equal(V1.Vacancy.Types.State.Open, published.State);
    }

    [Fact]
    public async Task PublishVacancy_AlreadyOpen_FailsPrecondition()
    {
        await using var server = await VacancyServer.StartAsync();
        var created = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });

        var error = await Fails(server.Client.PublishVacancyAsync(new PublishVacancyRequest { Name = created.Name }));

        Assert.Equal(StatusCode.FailedPrecondition, error.Code);
    }

    [Fact]
    public async Task CloseVacancy_Twice_ChangesItOnce()
    {
        await using var server = await VacancyServer.StartAsync();
        var created = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });

        var closed = await server.Client.CloseVacancyAsync(new CloseVacancyRequest { Name = created.Name });
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await server.Client.CloseVacancyAsync(new CloseVacancyRequest { Name = created.Name });
        var update = await Fails(server.Client.UpdateVacancyAsync(
            new UpdateVacancyRequest { Vacancy = new V1.Vacancy { Name = created.Name, Title = "Late" } }));

        Assert.Equal(V1.Vacancy.Types.State.Closed, closed.State);
        Assert.NotNull(closed.CloseTime);
        Assert.Equal(closed, again);
        Assert.Equal(StatusCode.FailedPrecondition, update.Code);
    }

    [Fact]
    public async Task StreamVacancyChanges_FromASequence_TellsWhatFollowsAndThenTheNew()
    {
        await using var server = await VacancyServer.StartAsync();
        var first = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });
        var second = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });
        await server.Client.CloseVacancyAsync(new CloseVacancyRequest { Name = first.Name });

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var call = server.Client.StreamVacancyChanges(
            new StreamVacancyChangesRequest { SinceSequence = 1 }, cancellationToken: deadline.Token);
        var told = new List<VacancyChange>();
        while (told.Count < 3 && await call.ResponseStream.MoveNext(deadline.Token))
        {
            told.Add(call.ResponseStream.Current);
            if (told.Count == 2)
            {
                await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });
            }
        }

        Assert.Equal([2L, 3L, 4L], told.Select(change => change.Sequence));
        Assert.Equal([second.Name, first.Name], told.Take(2).Select(change => change.Name));
        Assert.Equal(V1.Vacancy.Types.State.Closed, told[1].Vacancy.State);
        Assert.Equal(2, told[1].Version);
    }

    [Fact]
    public async Task StreamVacancyChanges_AClosingOfLongAgo_IsNoLongerToldAndWhoMayHaveMissedItBeginsAgain()
    {
        await using var server = await VacancyServer.StartAsync();
        var old = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });
        var other = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });
        await server.Client.CloseVacancyAsync(new CloseVacancyRequest { Name = old.Name });
        server.Clock.Advance(VacancyStore.ClosedLife + TimeSpan.FromDays(1));

        await server.Client.CloseVacancyAsync(new CloseVacancyRequest { Name = other.Name });

        Assert.Equal(other.Name, Assert.Single(await server.ChangesAsync()).Name);
        Assert.Equal(4, Assert.Single(await server.ChangesAsync(3)).Sequence);
        var failure = await Failure.OfAsync(() => server.ChangesAsync(2));
        Assert.Equal((StatusCode.OutOfRange, "FEED_TRUNCATED"), (failure.Code, failure.Reason));
        Assert.Equal("3", failure.Metadata["low_water"]);
    }

    [Fact]
    public async Task StreamVacancyChanges_ReaderThatStandsStill_HoldsUpNobody()
    {
        await using var server = await VacancyServer.StartAsync();
        await server.ImportAsync(string.Join('\n', Enumerable.Range(0, 300).Select(i =>
            Ads.Ad($"{i}", ad => ad["description"]!["text"] = new string('x', 20_000)))));
        using var still = server.Client.StreamVacancyChanges(new StreamVacancyChangesRequest());
        Assert.True(await still.ResponseStream.MoveNext(CancellationToken.None));

        var changes = await server.ChangesAsync();
        var created = await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });

        Assert.Equal(300, changes.Count);
        Assert.Equal(created.Name, (await server.ChangesAsync(300)).Single().Name);
    }

    [Fact]
    public async Task StreamVacancyChanges_ServiceStops_EndsSoonAndSaysSo()
    {
        await using var server = await VacancyServer.StartAsync();
        await server.Client.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = Welder() });
        using var call = server.Client.StreamVacancyChanges(new StreamVacancyChangesRequest());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var reading = call.ResponseStream.MoveNext(CancellationToken.None);

        await server.App.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        // Its caller's channel stays open until here: what closes it first cancels the call on the caller's own side.
        var error = await Failure.OfAsync(() => reading);
        Assert.Equal((StatusCode.Unavailable, "STOPPING"), (error.Code, error.Reason));
    }

    private static async Task<Failure> Fails<T>(AsyncUnaryCall<T> call) => await Failure.OfAsync(() => call.ResponseAsync);
}
