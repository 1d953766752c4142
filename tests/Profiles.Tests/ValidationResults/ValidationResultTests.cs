using Grpc.Core;
using Matching.Competence.V1;
using Matching.Profiles.V1;

namespace Profiles.Tests.ValidationResults;

public sealed class ValidationResultTests : ProfileTest
{
    private const string RequestId = "7d0e5f6a-4a6d-4a66-9a93-0d6c3e1a2b3c";

    private static readonly Mistake[] Mistakes =
    [
        new("standard", "REQUIRED", r => r.Standard = ""),
        new("standard", "TOO_LONG", r => r.Standard = new string('x', 201)),
        new("issuer", "REQUIRED", r => r.Issuer = ""),
        new("issuer", "TOO_LONG", r => r.Issuer = new string('x', 201)),
        new("seqf_level", "OUT_OF_RANGE", r => r.SeqfLevel = 9),
        new("seqf_level", "OUT_OF_RANGE", r => r.SeqfLevel = -1),
        new("outcome", "REQUIRED", r => r.Outcome = ValidationResult.Types.Outcome.Unspecified),
        new("outcome", "REQUIRED", r => r.Outcome = (ValidationResult.Types.Outcome)9),
        new("verification", "UNKNOWN_VALUE", r => r.Verification = (ValidationResult.Types.Verification)9),
        new("issue_date", "NOT_A_DATE", r => r.IssueDate = ""),
        new("issue_date", "NOT_A_DATE", r => r.IssueDate = "2026-02-30"),
        new("issue_date", "IN_THE_FUTURE", r => r.IssueDate = "2026-11-21"),
        new("valid_until", "NOT_A_DATE", r => r.ValidUntil = "2026-11-01"),
        new("valid_until", "NOT_A_DATE", r => r.ValidUntil = "always"),
        new("covers", "REQUIRED", r => r.Covers.Clear()),
        new("covers", "TOO_MANY", r =>
            r.Covers.Add(Enumerable.Repeat(new ValidationResult.Types.Item { Concept = "2221" }, 100))),
        new("covers[0].concept", "REQUIRED", r => r.Covers[0].Concept = ""),
        new("covers[0].concept", "UNKNOWN_CONCEPT", r => r.Covers[0].Concept = "qqqqqqq"),
        new("covers[0].note", "TOO_LONG", r => r.Covers[0].Note = new string('x', 501)),
        new("covers[0].cefr_level", "UNKNOWN_VALUE", r => r.Covers[0].CefrLevel = (CefrLevel)7),
        new("missing", "TOO_MANY", r =>
            r.Missing.Add(Enumerable.Repeat(new ValidationResult.Types.Item { Concept = "2221" }, 100))),
        new("missing[0].concept", "UNKNOWN_CONCEPT", r => r.Missing[0].Concept = "Härnösand"),
    ];

    [Fact]
    public async Task Create_AResult_IsAnsweredCompletedAndCanBeRead()
    {
        var candidate = await CreateAsync();

        var created = await ValidateAsync(candidate.Name);

        Assert.StartsWith($"{candidate.Name}/validationResults/", created.Name, StringComparison.Ordinal);
        Assert.Equal(
            ("rxrQ_Nyy_k6y", "Svetsare", "TIG och MMA"),
            (created.Covers[0].Concept, created.Covers[0].Label, created.Covers[0].Note));
        Assert.Equal(("85C2_bUX_JUW", "Plastsvetsning"), (created.Missing[0].Concept, created.Missing[0].Label));
        Assert.Equal(ValidationResult.Types.Verification.IssuerReported, created.Verification);
        Assert.Equal(Now, created.CreateTime);
        Assert.Equal(
            created, await Client.GetValidationResultAsync(new GetValidationResultRequest { Name = created.Name }));
    }

    [Fact]
    public async Task Create_LicenceLanguageAndDrivingLicence_CanBeAssessed()
    {
        var candidate = await CreateAsync();
        var result = WelderResult();
        result.Covers.Add(
        [
            new() { Concept = "Legitimation som sjuksköterska" },
            new() { Concept = "Nederländska", CefrLevel = CefrLevel.B2 },
            new() { Concept = "CE" },
        ]);

        var created = await ValidateAsync(candidate.Name, result);

        Assert.Equal(
            ["rxrQ_Nyy_k6y", "dJa5_Nao_mDS", "6S6h_c57_VnV", "zZu8_iZ9_wMH"],
            created.Covers.Select(item => item.Concept));
    }

    [Fact]
    public async Task Create_AnyRuleBroken_NamesTheFieldAndTheReason()
    {
        var candidate = await CreateAsync();
        foreach (var mistake in Mistakes)
        {
            var result = WelderResult();
            mistake.Make(result);

            var failure = await Failure.OfAsync(() => ValidateAsync(candidate.Name, result));

            Assert.Equal(
                (StatusCode.InvalidArgument, mistake.Reason, $"validation_result.{mistake.Field}"),
                (failure.Code, failure.Reason, string.Join(", ", failure.Fields)));
        }

        Assert.Single(await ChangesAsync());
    }

    [Fact]
    public async Task Create_WithoutAResult_NamesEveryRequiredField()
    {
        var candidate = await CreateAsync();

        var failure = await Failure.OfAsync(async () =>
            await Client.CreateValidationResultAsync(new CreateValidationResultRequest { Parent = candidate.Name }));

        Assert.Equal(
            ["standard", "issuer", "outcome", "issue_date", "covers"],
            failure.Fields.Select(field => field["validation_result.".Length..]));
    }

    [Fact]
    public async Task Create_TodayInSweden_IsNotTheFuture()
    {
        var candidate = await CreateAsync();
        var result = WelderResult();
        result.IssueDate = "2026-11-21";

        // Half past midnight in Sweden is half past eleven the day before in UTC.
        Service.Clock.Advance(new TimeSpan(14, 30, 0));

        Assert.Equal("2026-11-21", (await ValidateAsync(candidate.Name, result)).IssueDate);
    }

    [Fact]
    public async Task Create_SameRequestId_GivesTheFirstAnswer()
    {
        var candidate = await CreateAsync();
        var first = await ValidateAsync(candidate.Name, requestId: RequestId);
        Service.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(first, await ValidateAsync(candidate.Name, requestId: RequestId));
        Assert.Single(await ListAsync(candidate.Name));
    }

    [Fact]
    public async Task Create_AHundredAndOne_IsResourceExhausted()
    {
        var candidate = await CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ValidateAsync(candidate.Name)));

        var failure = await Failure.OfAsync(() => ValidateAsync(candidate.Name));

        Assert.Equal((StatusCode.ResourceExhausted, "TOO_MANY_VALIDATION_RESULTS"), (failure.Code, failure.Reason));
        var results = await ListAsync(candidate.Name);
        Assert.Equal(100, results.Count);
        await Client.DeleteValidationResultAsync(new DeleteValidationResultRequest { Name = results[0].Name });
        await ValidateAsync(candidate.Name);
    }

    [Fact]
    public async Task List_Several_AreInTheOrderTheyWereRecorded()
    {
        var candidate = await CreateAsync();
        var other = await CreateAsync();
        var expected = new List<ValidationResult>();
        for (var i = 0; i < 10; i++)
        {
            expected.Add(await ValidateAsync(candidate.Name));
            await ValidateAsync(other.Name);
        }

        Assert.Equal(expected, await ListAsync(candidate.Name));
    }

    [Fact]
    public async Task Delete_AResult_IsGoneAndChangesTheCandidate()
    {
        var candidate = await CreateAsync();
        var result = await ValidateAsync(candidate.Name);
        var before = await GetAsync(candidate.Name);

        await Client.DeleteValidationResultAsync(new DeleteValidationResultRequest { Name = result.Name });

        Assert.Empty(await ListAsync(candidate.Name));
        Assert.NotEqual(before.Etag, (await GetAsync(candidate.Name)).Etag);
        foreach (var call in new Func<Task>[]
        {
            async () => await Client.GetValidationResultAsync(new GetValidationResultRequest { Name = result.Name }),
            async () =>
                await Client.DeleteValidationResultAsync(new DeleteValidationResultRequest { Name = result.Name }),
        })
        {
            var failure = await Failure.OfAsync(call);
            Assert.Equal((StatusCode.NotFound, "VALIDATION_RESULT_NOT_FOUND"), (failure.Code, failure.Reason));
        }
    }

    [Fact]
    public async Task Delete_TheCandidate_DeletesItsResults()
    {
        var candidate = await CreateAsync();
        var result = await ValidateAsync(candidate.Name);

        await DeleteAsync(candidate.Name);

        var failure = await Failure.OfAsync(async () =>
            await Client.GetValidationResultAsync(new GetValidationResultRequest { Name = result.Name }));
        Assert.Equal("VALIDATION_RESULT_NOT_FOUND", failure.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("candidates/019aa0c8-6f00-7abc-8def-0123456789ab")]
    [InlineData("candidates/019aa0c8-6f00-7abc-8def-0123456789ab/validationResults/")]
    [InlineData("candidates/019aa0c8-6f00-7abc-8def-0123456789ab/validationResults/1")]
    [InlineData("candidates/1/validationResults/019aa0c8-6f00-7abc-8def-0123456789ab")]
    public async Task Get_NameIsNoResults_IsRefused(string name)
    {
        var failure = await Failure.OfAsync(async () =>
            await Client.GetValidationResultAsync(new GetValidationResultRequest { Name = name }));

        Assert.Equal((StatusCode.InvalidArgument, "NAME_INVALID"), (failure.Code, failure.Reason));
        Assert.Equal(["name"], failure.Fields);
    }

    private async Task<IReadOnlyList<ValidationResult>> ListAsync(string candidate) =>
        (await Client.ListValidationResultsAsync(
            new ListValidationResultsRequest { Parent = candidate })).ValidationResults;

    private sealed record Mistake(string Field, string Reason, Action<ValidationResult> Make);
}
