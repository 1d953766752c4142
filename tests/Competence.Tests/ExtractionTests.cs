using Xunit.Abstractions;

namespace Matching.Competence.Tests;

public sealed class ExtractionTests(ITestOutputHelper output)
{
    private static readonly ConceptExtractor Extractor = new(Loaded.Pack);

    [Theory]
    [InlineData("Vi söker sjuksköterskor till Härnösand", "2221")]
    [InlineData("sjuksköterskans arbete", "2221")]
    [InlineData("Är du sjukssköterska?", "2221")]
    [InlineData("We need two nurses", "2221")]
    [InlineData("MIG/MAG-svetsare", "7212")]
    [InlineData("svetsarna", "7212")]
    [InlineData("lastbilschaufförer", "8332")]
    [InlineData("förskollärarna", "2343")]
    [InlineData("grundskolelärare", "2341")]
    [InlineData("buss- och lastbilsförare", "8331")]
    [InlineData("buss- och lastbilsförare", "8332")]
    [InlineData("för- och grundskolelärare", "2343")]
    public void ExtractAd_OccupationInAnyForm_IsFound(string text, string ssyk) =>
        Assert.Contains(ssyk, Ad(text).Select(m => Loaded.Pack.GroupOf(m.Concept)?.Code));

    [Theory]
    [InlineData("Den svenska marknaden växer")]
    [InlineData("Kontakta Anna Lund för frågor")]
    [InlineData("Vara bra på att lyssna")]
    [InlineData("Vi rekryterar löpande")]
    [InlineData("Välkommen till Sundsvall Energi AB")]
    [InlineData("I sommaren och efter vårt")]
    public void ExtractAd_LookAlikes_AreNotFound(string text) => Assert.Empty(Ad(text));

    [Fact]
    public void ExtractAd_Offsets_PointIntoTheOriginalText()
    {
        const string Text = "👩‍⚕️ Krav:\r\n• Legitimerad sjuksko\u0308terska — B-körkort, C# och svenska på nivå B2.";

        var mentions = Ad(Text);

        Assert.NotEmpty(mentions);
        Assert.All(mentions, m => Assert.Equal(m.Text, Text.Substring(m.Start, m.Length)));
        Assert.Equal(mentions.OrderBy(m => m.Start).Select(m => m.Start), mentions.Select(m => m.Start));
        Assert.Contains(mentions, m => m.Text == "C#");
        Assert.Contains(mentions, m => m is { Concept.Kind: ConceptKind.Language, Level: Cefr.B2 });
    }

    [Theory]
    [InlineData("Krav: B-körkort. Meriterande: CE-körkort.", "B", Importance.Must)]
    [InlineData("Krav: B-körkort. Meriterande: CE-körkort.", "CE", Importance.Nice)]
    [InlineData("B-körkort är ett krav.", "B", Importance.Must)]
    [InlineData("Det är en fördel om du har C-körkort", "C", Importance.Nice)]
    [InlineData("Vi ser gärna att du har körkort klass C och CE", "CE", Importance.Nice)]
    [InlineData("Driving licence (B) is required", "B", Importance.Must)]
    [InlineData("A driving license is an advantage", "B", Importance.Nice)]
    [InlineData("Requirements:\n- Driving licence category C\nNice to have:\n- Swedish", "C", Importance.Must)]
    [InlineData("Meriterande kompetenser\nUtökat B-kort", "B96", Importance.Nice)]
    [InlineData("Du måste ha CE-behörighet", "CE", Importance.Must)]
    [InlineData("Vi har C/CE bilar", "CE", Importance.Mentioned)]
    public void ExtractAd_DrivingLicence_IsReadWithItsDemand(string text, string code, Importance importance)
    {
        var licence = Assert.Single(Ad(text), m => m.Concept.Kind == ConceptKind.DrivingLicence
            && m.Concept.Code == code);

        Assert.Equal((importance, false), (licence.Importance, licence.Negated));
    }

    [Theory]
    [InlineData("Det är inget krav på körkort.")]
    [InlineData("Körkort krävs ej.")]
    [InlineData("No driving licence needed")]
    [InlineData("Du behöver inte ha B-körkort")]
    [InlineData("A driving licence is not required")]
    public void ExtractAd_NoDemand_IsNegated(string text) =>
        Assert.True(Assert.Single(Ad(text), m => m.Concept.Kind == ConceptKind.DrivingLicence).Negated, text);

    [Theory]
    [InlineData("Flytande svenska i tal och skrift", "sv", Cefr.C1)]
    [InlineData("goda kunskaper i svenska i tal och skrift", "sv", Cefr.B2)]
    [InlineData("mycket goda kunskaper i svenska, i tal och skrift", "sv", Cefr.C1)]
    [InlineData("B2 Swedish", "sv", Cefr.B2)]
    [InlineData("svenska på nivå B1", "sv", Cefr.B1)]
    [InlineData("Fluent in English, basic Swedish", "sv", Cefr.A2)]
    [InlineData("Fluent in English, basic Swedish", "en", Cefr.C1)]
    [InlineData("Flytande svenska och engelska krävs", "en", Cefr.C1)]
    [InlineData("svenska C1, engelska B2, finska A1", "en", Cefr.B2)]
    [InlineData("svenska C1, engelska B2, finska A1", "fi", Cefr.A1)]
    [InlineData("Dutch B2 Swedish", "nl", Cefr.None)]
    public void ExtractAd_Language_HasTheStatedLevel(string text, string code, Cefr level) =>
        Assert.Equal(level, Assert.Single(Ad(text), m => m.Concept.Kind == ConceptKind.Language
            && m.Concept.Code == code).Level);

    [Theory]
    [InlineData("Minst 2 års erfarenhet som svetsare", 2)]
    [InlineData("At least three years of experience as a welder", 3)]
    [InlineData("5+ years experience as welder", 5)]
    [InlineData("3-5 års erfarenhet av arbete som svetsare krävs", 3)]
    [InlineData("Du är minst 18 år. Svetsare sökes", null)]
    public void ExtractAd_YearsOfExperience_GoWithTheOccupation(string text, int? years) =>
        Assert.Equal(years, Ad(text).First(m => m.Concept.Kind == ConceptKind.Occupation).Years);

    [Theory]
    [InlineData("Legitimerad sjuksköterska")]
    [InlineData("sjuksköterskelegitimation")]
    [InlineData("legitimation som sjuksköterska")]
    [InlineData("leg. sjuksköterska")]
    [InlineData("Registered nurse")]
    public void ExtractAd_LicensedNurse_NamesTheLicence(string text) =>
        Assert.Contains(Ad(text), m => m.Concept.Kind == ConceptKind.Licence
            && m.Concept.Swedish.Contains("sjuksköterska", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void ExtractCv_TheVisitorsThreeLines_AreReadForBothPartners()
    {
        var cv = Cv("undersköterska, 6 years, Dutch B2 Swedish, my husband is a welder");

        var own = Assert.Single(cv.Self.Occupations);
        Assert.Contains("ndersköterska", own.Concept.Swedish, StringComparison.Ordinal);
        Assert.Equal(6, own.Years);
        Assert.Equal(["nl None", "sv B2"], cv.Self.Languages.Select(l => $"{l.Concept.Code} {l.Level}"));
        Assert.Equal("7212", Loaded.Pack.GroupOf(Assert.Single(cv.Partner!.Occupations).Concept)!.Code);
        Assert.Empty(cv.Partner.Languages);
    }

    [Fact]
    public void ExtractCv_PartnerInTheMiddle_IsSplitOff()
    {
        var cv = Cv("Jag är lastbilschaufför med C-körkort och bor i Sundsvall. Min fru är förskollärare sedan 2015, jag har även truckkort.");

        Assert.Equal("8332", Loaded.Pack.GroupOf(Assert.Single(cv.Self.Occupations).Concept)!.Code);
        Assert.Equal(["C"], cv.Self.DrivingLicences.Select(l => l.Code));
        Assert.Equal(["Sundsvall"], cv.Self.PlacesLived.Select(p => p.Swedish));
        Assert.NotEmpty(cv.Self.Licences);
        var teacher = Assert.Single(cv.Partner!.Occupations);
        Assert.Equal(("2343", 11, 2026), (Loaded.Pack.GroupOf(teacher.Concept)!.Code, teacher.Years, teacher.LastYear));
        Assert.Empty(cv.Partner.DrivingLicences);
    }

    [Fact]
    public void ExtractCv_BothPartners_ShareWhatIsSaidOfBoth()
    {
        var cv = Cv("Min man och jag är båda undersköterskor. Vi vill flytta till Sollefteå.");

        Assert.Equal(cv.Self.Occupations, cv.Partner!.Occupations);
        Assert.Equal(["Sollefteå"], cv.Self.PlacesWished.Select(p => p.Swedish));
        Assert.Equal(["Sollefteå"], cv.Partner.PlacesWished.Select(p => p.Swedish));
    }

    [Theory]
    [InlineData("lastbilschaufför med körkort C men inte CE, YKB")]
    [InlineData("truck driver, licence C but not CE")]
    public void ExtractCv_LicenceDenied_IsNotHeld(string text)
    {
        var cv = Extractor.ExtractCv(text, 2026, CancellationToken.None);

        Assert.Equal(["C"], cv.Self.DrivingLicences.Select(licence => licence.Code));
    }

    [Fact]
    public void ExtractCv_LanguageDenied_IsNotSpoken()
    {
        var cv = Extractor.ExtractCv("nurse, I don't speak Swedish, English C1", 2026, CancellationToken.None);

        Assert.Equal(["en"], cv.Self.Languages.Select(language => language.Concept.Code));
    }

    [Theory]
    [InlineData("I am a developer and want to live in Umeå or Sundsvall")]
    [InlineData("utvecklare, vill bo i Umeå eller Sundsvall")]
    [InlineData("Developer. Would live in Umeå or Sundsvall")]
    public void ExtractCv_PlacesToLiveIn_AreWishesAndNotHomes(string text)
    {
        var cv = Extractor.ExtractCv(text, 2026, CancellationToken.None);

        Assert.Equal(["Umeå", "Sundsvall"], cv.Self.PlacesWished.Select(p => p.Swedish));
        Assert.Empty(cv.Self.PlacesLived);
    }

    [Fact]
    public void ExtractCv_ListOfEmployments_HasYearsAndLastYears()
    {
        var cv = Cv("Svetsare 2010-2018\nLastbilsförare 2018-nu\nSpråk: arabiska (modersmål), svenska flytande\nB-körkort, CE-körkort");

        Assert.Equal([(8, 2018), (8, 2026)], cv.Self.Occupations.Select(o => (o.Years!.Value, o.LastYear!.Value)));
        Assert.Equal(["ar C2", "sv C1"], cv.Self.Languages.Select(l => $"{l.Concept.Code} {l.Level}"));
        Assert.Equal(["B", "CE"], cv.Self.DrivingLicences.Select(l => l.Code));
        Assert.Null(cv.Partner);
    }

    [Theory]
    [InlineData("I worked as a truck driver for 8 years (C+E, ADR). My wife works as a cook.", "8332 8", "5120 ", "CE")]
    [InlineData("sambon är undersköterska och jag svetsare", "7212 ", "532 ", "")]
    [InlineData("I am an IT technician. I have a wife and two kids. She is a dentist.", "351 ", "2260 ", "")]
    [InlineData("welder, 10 years, English B1, wife nurse", "7212 10", "2221 ", "")]
    [InlineData("3 år som personlig assistent. Min man har CE-körkort och är snickare sedan 2020", "5343 3", "7111 6",
        "")]
    [InlineData("Elektriker, YKB, C, BE. Respektive: förskollärare 2022-", "7411 ", "2343 4", "C BE")]
    public void ExtractCv_Households_AreSplit(string text, string self, string partner, string licences)
    {
        var cv = Cv(text);

        AssertOccupation(self, cv.Self);
        AssertOccupation(partner, cv.Partner!);
        Assert.Equal(licences, string.Join(' ', cv.Self.DrivingLicences.Select(l => l.Code)));

        static void AssertOccupation(string expected, PersonText person)
        {
            var occupation = Assert.Single(person.Occupations);
            var parts = expected.Split(' ');
            Assert.StartsWith(parts[0], Loaded.Pack.GroupOf(occupation.Concept)!.Code!, StringComparison.Ordinal);
            Assert.Equal(parts[1], occupation.Years?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "");
        }
    }

    [Theory]
    [InlineData("Hej, jag är 45 år och undersköterska.", null)]
    [InlineData("Nurse, 45 years old", null)]
    [InlineData("Kvinna 45 år, sjuksköterska", null)]
    [InlineData("I am 45. Nurse since 2020", 6)]
    [InlineData("Jag är 45 år och undersköterska. Har jobbat i hemtjänsten i 10 år.", 10)]
    [InlineData("Kock 2015 – nuvarande", 11)]
    public void ExtractCv_Age_IsNoExperience(string text, int? years) =>
        Assert.Equal(years, Assert.Single(Cv(text).Self.Occupations).Years);

    [Fact]
    public void ExtractCv_WithoutAPartner_HasNone()
    {
        Assert.Null(Cv("Nurse, 6 years. I like to work with people.").Partner);
        Assert.Null(Cv("Jag är svetsare. Han som var min chef var snickare.").Partner);
    }

    [Fact]
    public void ExtractCv_Denied_IsNotHeld()
    {
        var cv = Cv("jag jobbar som kock i ånge, har inget körkort");

        Assert.Empty(cv.Self.DrivingLicences);
        Assert.Single(cv.Self.Occupations);
        Assert.Equal(["Ånge"], cv.Self.PlacesLived.Select(p => p.Swedish));
    }

    [Fact]
    public void ExtractCv_WithoutDiacritics_IsReadAllTheSame()
    {
        var cv = Cv("jag ar sjukskoterska, arabiska, svenska sfi d, bor i harnosand");

        Assert.Equal("2221", Loaded.Pack.GroupOf(Assert.Single(cv.Self.Occupations).Concept)!.Code);
        Assert.Equal(["Härnösand"], cv.Self.PlacesLived.Select(p => p.Swedish));
        Assert.Equal(["ar None", "sv B1"], cv.Self.Languages.Select(l => $"{l.Concept.Code} {l.Level}"));
    }

    [Fact]
    public void ExtractCv_CountryOfBirth_IsNobodysBusiness() =>
        Assert.DoesNotContain(Cv("Jag kommer från Syrien").Mentions, m => m.Concept.Kind == ConceptKind.Country);

    [Fact]
    public void ExtractAd_EmptyOrBlank_FindsNothing()
    {
        Assert.Empty(Ad(""));
        Assert.Empty(Ad(" \r\n\t "));
        Assert.Null(Cv("").Partner);
    }

    [Fact]
    public void ExtractAd_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => Extractor.ExtractAd("Svetsare", cancelled.Token));
    }

    private List<Mention> Ad(string text)
    {
        var mentions = Extractor.ExtractAd(text, default);
        foreach (var mention in mentions)
        {
            output.WriteLine(
                $"{mention.Concept.Kind} {mention.Concept.Swedish} '{mention.Text}' {mention.Importance} "
                    + $"{mention.Negated} {mention.Level} {mention.Years}");
        }

        return [.. mentions];
    }

    private static CvText Cv(string text) => Extractor.ExtractCv(text, 2026, default);
}
