using Matching.Gateway;
using Matching.Gateway.Transcoding;

namespace Gateway.Tests.Transcoding;

public sealed class RouteTableTests
{
    private static readonly ApiContracts Contracts = new();

    [Theory]
    [InlineData("GET", "/v1/vacancies/1", "GetVacancy")]
    [InlineData("GET", "/v1/vacancies/jobstream:23905080", "GetVacancy")]
    [InlineData("POST", "/v1/vacancies/jobstream:23905080:publish", "PublishVacancy")]
    [InlineData("POST", "/v1/vacancies:import", "ImportVacancies")]
    [InlineData("GET", "/v1/vacancies:streamChanges", "StreamVacancyChanges")]
    [InlineData("PATCH", "/v1/candidates/1", "UpdateCandidate")]
    [InlineData("GET", "/v1/candidates/1:matchVacancies", "MatchVacancies")]
    [InlineData("GET", "/v1/candidates/1/validationResults/2", "GetValidationResult")]
    [InlineData("GET", "/v1/candidates/a%2Fb", "GetCandidate")]
    [InlineData("GET", "/v1/vacancies/a%3Apublish", "GetVacancy")]
    public void Find_PathOfTheContracts_LeadsToItsMethod(string httpMethod, string path, string method) =>
        Assert.Equal(method, Contracts.Routes.Find(path, httpMethod).Route!.Method.Name);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    [InlineData("/v1/vacancies/")]
    [InlineData("/v1//vacancies")]
    [InlineData("/v1/vacancies/..")]
    [InlineData("/v1/vacancies/1/2")]
    [InlineData("/v1/vacancies:unknown")]
    [InlineData("/V1/vacancies")]
    [InlineData("/v2/vacancies")]
    public void Find_OtherPath_LeadsNowhere(string path)
    {
        var match = Contracts.Routes.Find(path, "GET");

        Assert.Null(match.Route);
        Assert.Null(match.Others);
    }

    [Fact]
    public void Find_PathOfAVerb_OffersOnlyTheVerbsMethods() =>
        Assert.Equal(["POST"], Contracts.Routes.Find("/v1/vacancies/1:publish", "GET").Others!);

    [Fact]
    public void Find_ManySlashes_LeadsNowhereQuickly() =>
        Assert.Null(Contracts.Routes.Find(new string('/', 1_000_000), "GET").Route);

    [Fact]
    public void Add_SameShapeTwice_Throws()
    {
        var table = new RouteTable<string>();
        table.Add("GET", PathTemplate.Parse("/v1/{name=a/*}"), "first");

        Assert.Throws<InvalidOperationException>(() => table.Add("GET", PathTemplate.Parse("/v1/a/{id}"), "second"));
    }

    [Theory]
    [InlineData("GET", "/a/b", "GET /a/*")]
    [InlineData("HEAD", "/a/b", "GET /a/*")]
    [InlineData("POST", "/a/b", "POST /a/b")]
    [InlineData("DELETE", "/a/b", "* /a/**")]
    [InlineData("DELETE", "/a", "* /a/**")]
    [InlineData("DELETE", "/a/b/c/d", "* /a/**")]
    [InlineData("HEAD", "/a/h", "HEAD /a/h")]
    [InlineData("GET", "/a/h", "GET /a/*")]
    [InlineData("GET", "/a/b:go", "GET /a/*:go")]
    [InlineData("GET", "/a/b:other", "GET /a/*")]
    [InlineData("GET", "/a/b:", "GET /a/*")]
    [InlineData("GET", "/a/:go", "GET /a/*")]
    public void Find_SeveralFit_TheMostSpecificThatTakesTheMethodWins(string method, string path, string route)
    {
        var table = new RouteTable<string>();
        foreach (var text in new[] { "GET /a/*", "POST /a/b", "* /a/**", "HEAD /a/h", "GET /a/*:go" })
        {
            table.Add(text.Split(' ')[0], PathTemplate.Parse(text.Split(' ')[1]), text);
        }

        Assert.Equal(route, table.Find(path, method).Route);
    }

    [Fact]
    public void Find_MethodThatNoFittingRouteTakes_TellsAllThatTheyTake()
    {
        var table = new RouteTable<string>();
        table.Add("GET", PathTemplate.Parse("/a/*"), "one");
        table.Add("POST", PathTemplate.Parse("/a/b"), "two");

        Assert.Equal(["GET", "POST"], table.Find("/a/b", "PUT").Others!);
    }
}
