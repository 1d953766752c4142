using Grpc.Core;
using Matching.Vacancies.V1;

namespace Matching.Vacancies.Tests;

public sealed class NeedTests
{
    private static Need Nurses() => new()
    {
        Occupation = "2221",
        Municipality = "Åsele",
        Year = 2023,
        Count = 4,
        Reason = Need.Types.Reason.Retirement,
        Employer = new Employer { DisplayName = "Region Västerbotten", OrganizationNumber = "232100-0222" },
    };

    [Fact]
    public async Task CreateNeed_Names_AreReturnedAsCodesWithLabels()
    {
        await using var server = await VacancyServer.StartAsync();

        var need = await server.Client.CreateNeedAsync(new CreateNeedRequest { Need = Nurses() });

        Assert.Equal(("2463", "Åsele"), (need.Municipality, need.MunicipalityLabel));
        Assert.NotEmpty(need.OccupationLabel);
        Assert.Equal("2321000222", need.Employer.OrganizationNumber);
        Assert.Equal(need, await server.Client.GetNeedAsync(new GetNeedRequest { Name = need.Name }));
    }

    [Fact]
    public async Task CreateNeed_OutOfRange_NamesEveryField()
    {
        await using var server = await VacancyServer.StartAsync();
        var need = new Need { Year = 2019, Count = 10_001 };

        var error = await Failure.OfAsync(
            () => server.Client.CreateNeedAsync(new CreateNeedRequest { Need = need }).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, error.Code);
        Assert.Equal(["need.municipality", "need.year", "need.count", "need.occupation"], error.Fields);
    }

    [Fact]
    public async Task CreateNeed_SameRequestId_IsCreatedOnce()
    {
        await using var server = await VacancyServer.StartAsync();
        var request = new CreateNeedRequest { Need = Nurses(), RequestId = Guid.CreateVersion7().ToString() };

        var first = await server.Client.CreateNeedAsync(request);
        var second = await server.Client.CreateNeedAsync(request);

        Assert.Equal(first, second);
        Assert.Single((await server.Client.ListNeedsAsync(new ListNeedsRequest())).Needs);
    }

    [Fact]
    public async Task ListNeeds_Pages_InTheOrderOfCreation()
    {
        await using var server = await VacancyServer.StartAsync();
        var names = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            names.Add((await server.Client.CreateNeedAsync(new CreateNeedRequest { Need = Nurses() })).Name);
        }

        var first = await server.Client.ListNeedsAsync(new ListNeedsRequest { PageSize = 3 });
        var second = await server.Client.ListNeedsAsync(
            new ListNeedsRequest { PageSize = 3, PageToken = first.NextPageToken });

        Assert.Equal(names, first.Needs.Concat(second.Needs).Select(need => need.Name));
        Assert.Empty(second.NextPageToken);
    }

    [Fact]
    public async Task DeleteNeed_Twice_IsNotFoundTheSecondTime()
    {
        await using var server = await VacancyServer.StartAsync();
        var need = await server.Client.CreateNeedAsync(new CreateNeedRequest { Need = Nurses() });

        await server.Client.DeleteNeedAsync(new DeleteNeedRequest { Name = need.Name });
        var error = await Failure.OfAsync(
            () => server.Client.DeleteNeedAsync(new DeleteNeedRequest { Name = need.Name }).ResponseAsync);

        Assert.Equal(StatusCode.NotFound, error.Code);
    }
}
