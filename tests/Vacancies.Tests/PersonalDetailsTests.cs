using System.Diagnostics;

namespace Matching.Vacancies.Tests;

public sealed class PersonalDetailsTests
{
    [Theory]
    [InlineData("anna.svensson@exempel.se", "[e-post]")]
    [InlineData("Mejla till <anna@mail.exempel.co.uk>.", "Mejla till <[e-post]>.")]
    [InlineData("anna (at) exempel.se", "[e-post]")]
    [InlineData("070-123 45 67", "[telefon]")]
    [InlineData("0701234567", "[telefon]")]
    [InlineData("+46 (0)70 123 45 67", "[telefon]")]
    [InlineData("0046701234567", "[telefon]")]
    [InlineData("08/123 456 78", "[telefon]")]
    [InlineData("(060) 12 34 56", "[telefon]")]
    [InlineData("+358 40 1234567", "[telefon]")]
    [InlineData("Tel: 12 34 56", "Tel: [telefon]")]
    [InlineData("org.nr 850709-9805", "org.nr [personnummer]")]
    [InlineData("19850709-9805", "[personnummer]")]
    public void Mask_ContactDetails_AreReplaced(string text, string expected) =>
        Assert.Equal(expected, PersonalDetails.Mask(text));

    [Theory]
    [InlineData("Arbetstid 07.00-16.00, 0700-1600 eller 07-16.")]
    [InlineData("2020-03-28, 28/3 2020, vecka 25-35")]
    [InlineData("Omsättningen har ökat från 3 200 000 till 43 000 000 kr.")]
    [InlineData("556925-5788")]
    [InlineData("232100-0131")]
    [InlineData("https://exempel.se/jobb/0701234567")]
    [InlineData("Lön 30 000 - 35 000 kr, ref 2020/1290, postnummer 871 54")]
    [InlineData("C#/.NET @ Kramfors, 24/7")]
    public void Mask_OtherNumbers_AreLeft(string text) => Assert.Equal(text, PersonalDetails.Mask(text));

    [Theory]
    [InlineData("x")]
    [InlineData("a.")]
    [InlineData("0 ")]
    [InlineData("0-")]
    [InlineData("tel ")]
    [InlineData("a@a.")]
    [InlineData("8507")]
    public void Mask_HostileText_TakesLittleTime(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length));
        var watch = Stopwatch.StartNew();

        PersonalDetails.Mask(text);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }
}
