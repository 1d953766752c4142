using Grpc.Core;
using Matching.Profiles.V1;

namespace Profiles.Tests.Candidates;

public sealed class ListTests : ProfileTest
{
    [Fact]
    public async Task List_NoneStored_IsOneEmptyPage()
    {
        var response = await Client.ListCandidatesAsync(new ListCandidatesRequest());

        Assert.Equal(new ListCandidatesResponse(), response);
    }

    [Theory]
    [Seeds(3)]
    public async Task List_AllPagesOfAnySize_AreAllCandidatesOnceInTheOrderOfCreation(int seed)
    {
        var random = new Random(seed);
        var expected = new List<Candidate>();
        for (var i = random.Next(20, 60); i > 0; i--)
        {
            expected.Add(await CreateAsync(new Candidate { GivenName = $"{i}" }));

            // The clock of a replay may begin anew, and many are created within a millisecond.
            Service.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(-2, 3)));
        }

        for (var i = 0; i < 5; i++)
        {
            var index = random.Next(expected.Count);
            await DeleteAsync(expected[index].Name);
            expected.RemoveAt(index);
            index = random.Next(expected.Count);
            expected[index] = await UpdateAsync(new Candidate { Name = expected[index].Name, FamilyName = "updated" });
        }

        foreach (var size in new[] { 1, 2, 7, expected.Count - 1, expected.Count, expected.Count + 1, 0 })
        {
            Assert.Equal(expected, await AllAsync(size));
        }
    }

    [Fact]
    public async Task List_CreatedWhileItIsPaged_AppearsAtTheEndAndNothingIsSkipped()
    {
        var names = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            names.Add((await CreateAsync()).Name);
        }

        var seen = new List<string>();
        var token = "";
        do
        {
            var page = await Client.ListCandidatesAsync(new ListCandidatesRequest { PageSize = 2, PageToken = token });
            seen.AddRange(page.Candidates.Select(candidate => candidate.Name));
            token = page.NextPageToken;
            if (names.Count < 9)
            {
                names.Add((await CreateAsync()).Name);
            }
        }
        while (token.Length > 0);

        Assert.Equal(names, seen);
    }

    [Fact]
    public async Task List_Households_AreNotAmongThem()
    {
        var (first, second) = (await CreateSharerAsync(), await CreateSharerAsync());
        await CreateHouseholdAsync(first.Name, second.Name);

        Assert.Equal([first.Name, second.Name], (await AllAsync(1)).Select(candidate => candidate.Name));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --")]
    public async Task List_ForgedToken_IsRefused(string token)
    {
        var failure = await Failure.OfAsync(async () =>
            await Client.ListCandidatesAsync(new ListCandidatesRequest { PageToken = token }));

        Assert.Equal((StatusCode.InvalidArgument, "PAGE_TOKEN_INVALID"), (failure.Code, failure.Reason));
        Assert.Equal(["page_token"], failure.Fields);
    }

    [Fact]
    public async Task List_NegativePageSize_IsRefused()
    {
        var failure = await Failure.OfAsync(async () =>
            await Client.ListCandidatesAsync(new ListCandidatesRequest { PageSize = -1 }));

        Assert.Equal((StatusCode.InvalidArgument, "NEGATIVE"), (failure.Code, failure.Reason));
    }

    private async Task<List<Candidate>> AllAsync(int size)
    {
        var all = new List<Candidate>();
        var token = "";
        do
        {
            var page =
                await Client.ListCandidatesAsync(new ListCandidatesRequest { PageSize = size, PageToken = token });
            Assert.True(size == 0 || page.Candidates.Count <= size);
            Assert.True(page.NextPageToken.Length == 0 || page.Candidates.Count == size);
            all.AddRange(page.Candidates);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        return all;
    }
}
