namespace Matching.Matches.Tests;

[Trait("Store", "None")]
public sealed class FilterTests : RegionTest
{
    [Theory]
    [InlineData("2280")]
    [InlineData("scb:2280")]
    [InlineData("uYRx_AdM_r4A")]
    [InlineData("Härnösand")]
    [InlineData("harnosand")]
    [InlineData("Härnösands kommun")]
    [InlineData("Ramvik")]
    public async Task Places_OfAMunicipality_LetItsOpeningsThrough(string place)
    {
        var there = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await Here.AddAsync(Region.Job("Svetsare", "Kramfors"));
        await Here.AddAsync(Region.Job("Svetsare", ""));
        var welder = await Here.AddAsync(Region.Welder());

        var answer = await Here.MatchAsync(welder, new V1.VacancyFilter { Places = { place } });

        Assert.Equal([there.Name], answer.Matches.Select(match => match.Vacancy));
    }

    [Theory]
    [InlineData("22")]
    [InlineData("Västernorrland")]
    [InlineData("Västernorrlands län")]
    [InlineData("NvUF_SP1_1zo")]
    public async Task Places_OfACounty_LetAllOfItThrough(string place)
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await Here.AddAsync(Region.Job("Svetsare", "Kramfors"));
        await Here.AddAsync(Region.Job("Svetsare", "Umeå"));
        var welder = Region.Welder();
        welder.Wishes = new Profiles.V1.Wishes { RadiusKm = 500 };

        var answer = await Here.MatchAsync(await Here.AddAsync(welder), new V1.VacancyFilter { Places = { place } });

        Assert.Equal(2, answer.TotalSize);
    }

    /// <summary>A town that lends its name to a county is meant as the town.</summary>
    [Fact]
    public async Task Places_ATownThatNamesItsCounty_IsTheTown()
    {
        var town = await Here.AddAsync(Region.Job("Svetsare", "Uppsala"));
        await Here.AddAsync(Region.Job("Svetsare", "Enköping"));
        var welder = Region.Welder("Uppsala");
        welder.Wishes = new Profiles.V1.Wishes { RadiusKm = 500 };

        var answer = await Here.MatchAsync(await Here.AddAsync(welder), new V1.VacancyFilter { Places = { "Uppsala" } });

        Assert.Equal([town.Name], answer.Matches.Select(match => match.Vacancy));
    }

    [Fact]
    public async Task Radius_OfTheFilter_GoesBeforeTheCandidatesOwn()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Sundsvall"));
        var welder = Region.Welder();
        welder.Wishes = new Profiles.V1.Wishes { RadiusKm = 20 };
        var stored = await Here.AddAsync(welder);

        Assert.Equal(0, (await Here.MatchAsync(stored)).TotalSize);
        Assert.Equal(1, (await Here.MatchAsync(stored, new V1.VacancyFilter { RadiusKm = 100 })).TotalSize);
    }

    [Fact]
    public async Task Kinds_OfTheFilter_GoBeforeTheCandidatesOwn()
    {
        var internship = Region.Job("Svetsare", "Härnösand");
        internship.Kind = Competence.V1.OpeningKind.Apprenticeship;
        await Here.AddAsync(internship);
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());

        var answer = await Here.MatchAsync(
            welder, new V1.VacancyFilter { Kinds = { Competence.V1.OpeningKind.Apprenticeship } });

        Assert.Equal([Competence.V1.OpeningKind.Apprenticeship], answer.Matches.Select(match => match.VacancyBrief.Kind));
    }

    [Theory]
    [InlineData("skift", 1)]
    [InlineData("båtar", 1)]
    [InlineData("BÅT SKIFTET", 1)]
    [InlineData("rostfritt", 1)]
    [InlineData("båten flygplan", 0)]
    [InlineData("c#", 0)]
    [InlineData("...", 2)]
    [InlineData("svetsares", 2)]
    public async Task Text_WordsInflectedOrNot_MustAllBeThere(string text, int count)
    {
        var boats = Region.Job("Svetsare", "Härnösand");
        boats.Description = "Du svetsar båtar i rostfria material och arbetar skift. Vi använder C.";
        await Here.AddAsync(boats);
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());

        Assert.Equal(count, (await Here.MatchAsync(welder, new V1.VacancyFilter { Text = text })).TotalSize);
    }
}
