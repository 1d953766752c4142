using Matching.Competence.V1;
using Matching.Vacancies.V1;
using Importance = Matching.Vacancies.V1.Requirement.Types.Importance;
using Type = Matching.Vacancies.V1.Requirement.Types.Type;

namespace Matching.Vacancies.Tests;

/// <summary>What a person reads in the real ads, the import must read too.</summary>
public sealed class RealAdTests
{
    private static string Body => File.ReadAllText(SharedData.PathOf("ads", "jobstream_ads.jsonl"));

    [SharedDataFact]
    public async Task Import_RealAdsAndRemovals_AreAllTaken()
    {
        await using var server = await VacancyServer.StartAsync();

        var ads = await server.ImportAsync(Body);
        var again = await server.ImportAsync("[" + Body.Trim().ReplaceLineEndings(",") + "]");
        var removals = await server.ImportAsync(File.ReadAllText(SharedData.PathOf("ads", "jobstream_removed.jsonl")));

        Assert.Equal((6, 6), (ads.ReceivedCount, ads.CreatedCount));
        Assert.Equal((6, 6), (again.ReceivedCount, again.UnchangedCount));
        Assert.Equal((7, 7), (removals.ReceivedCount, removals.UnknownRemovalCount));
    }

    [SharedDataTheory]
    [InlineData("23905080", "Erfaren trädgårdsarbetare", "6112", "2280", 3, OpeningKind.Seasonal, V1.Vacancy.Types.Duration.Long)]
    [InlineData("23905964", "Bilrecond", "9120", "1383", 1, OpeningKind.Job, V1.Vacancy.Types.Duration.Permanent)]
    [InlineData("23905511", "Undersköterska - vi söker dig till vårt team på avdelning 18!", "5323", "1480", 1, OpeningKind.Job, V1.Vacancy.Types.Duration.Permanent)]
    [InlineData("23904965", "Trädgårdsmästare", "6113", "2280", 1, OpeningKind.Seasonal, V1.Vacancy.Types.Duration.Long)]
    [InlineData("23841251", "Sommarvikarier till Serviceboenden enligt LSS i Huddinge kommun", "5342", "0126", 1, OpeningKind.Seasonal, V1.Vacancy.Types.Duration.Long)]
    [InlineData("23905028", "Lagbas Anläggning", "7114", "2280", 1, OpeningKind.Job, V1.Vacancy.Types.Duration.Permanent)]
    public async Task Import_RealAd_HasItsFacts(
        string id,
        string title,
        string ssyk,
        string municipality,
        int positions,
        OpeningKind kind,
        V1.Vacancy.Types.Duration duration)
    {
        await using var server = await VacancyServer.StartAsync();
        await server.ImportAsync(Body);

        var vacancy = await server.GetAsync(id);

        Assert.Equal(
            (title, ssyk, municipality, positions, kind, duration),
            (vacancy.Title, vacancy.SsykCode, vacancy.Workplace.Municipality, vacancy.Positions, vacancy.Kind, vacancy.Duration));
        Assert.Equal((100, 100), (vacancy.MinExtentPercent, vacancy.MaxExtentPercent));
        Assert.Equal("SE", vacancy.Workplace.CountryCode);
        Assert.Equal($"https://arbetsformedlingen.se/platsbanken/annonser/{id}", vacancy.Url);
        Assert.Matches("^[0-9]{10}$", vacancy.Employer.OrganizationNumber);
        Assert.Equal(new DateTime(2020, 2, 27, 0, 0, 0, DateTimeKind.Utc), vacancy.PublishTime.ToDateTime().Date);
        Assert.Empty(vacancy.Notices);
    }

    [SharedDataFact]
    public async Task Import_RealAds_HaveTheRequirementsThatAPersonReads()
    {
        await using var server = await VacancyServer.StartAsync();
        await server.ImportAsync(Body);

        var gardener = await server.GetAsync("23905080");
        Assert.Contains(gardener.Requirements, Is(Type.Language, "Svenska", Importance.Must));
        Assert.Contains(gardener.Requirements, Is(Type.DrivingLicence, "B", Importance.Must));
        Assert.Contains(gardener.Requirements, r => r.Type == Type.Experience && r.Concept == gardener.Occupation);

        var detailer = await server.GetAsync("23905964");
        Assert.Contains(detailer.Requirements, Is(Type.Language, "Albanska", Importance.Must));

        var master = await server.GetAsync("23904965");
        Assert.Contains(master.Requirements, Is(Type.DrivingLicence, "B", Importance.Must));
        Assert.Contains(master.Requirements, r => r.Importance == Importance.Nice && r.Quote.Contains("Heta arbeten", StringComparison.Ordinal));
        Assert.Contains(master.Requirements, r => r.Importance == Importance.Nice && r.Quote.Contains("Motorsågskörkort", StringComparison.Ordinal));

        var support = await server.GetAsync("23841251");
        Assert.Contains(support.Requirements, r => r is { Type: Type.Language, Label: "Svenska", Importance: Importance.Must });
        Assert.DoesNotContain(support.Requirements, r => r.Type == Type.DrivingLicence);

        var foreman = await server.GetAsync("23905028");
        Assert.Contains(foreman.Requirements, r => r is { Type: Type.Language, Label: "Svenska", Importance: Importance.Must });
        Assert.Contains(foreman.Requirements, Is(Type.DrivingLicence, "B", Importance.Must));
    }

    [SharedDataFact]
    public async Task Import_RealAds_PlacesAreAsExactAsTheyAre()
    {
        await using var server = await VacancyServer.StartAsync();
        await server.ImportAsync(Body);

        Assert.Equal(Workplace.Types.Precision.Locality, (await server.GetAsync("23905080")).Workplace.Precision);
        Assert.Equal(Workplace.Types.Precision.Municipality, (await server.GetAsync("23905511")).Workplace.Precision);
        Assert.Equal(Workplace.Types.Precision.Municipality, (await server.GetAsync("23904965")).Workplace.Precision);
        Assert.Equal(Workplace.Types.Precision.Municipality, (await server.GetAsync("23841251")).Workplace.Precision);
    }

    private static Predicate<Requirement> Is(Type type, string name, Importance importance) =>
        r => r.Type == type && r.Importance == importance
            && (r.Label == name || VacancyServer.Taxonomy.FindId(r.Concept)?.Code == name);
}
