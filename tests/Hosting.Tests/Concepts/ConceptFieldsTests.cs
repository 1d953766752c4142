using Matching.Competence;
using Matching.Hosting;

namespace Hosting.Tests.Concepts;

public sealed class ConceptFieldsTests
{
    private static readonly Lazy<Taxonomy> Pack = new(Taxonomy.LoadBuiltIn);

    private readonly FieldErrors _errors = new();
    private readonly ConceptFields _fields;

    public ConceptFieldsTests() => _fields = new ConceptFields(Pack.Value, _errors);

    internal static Taxonomy Taxonomy => Pack.Value;

    [Theory]
    [InlineData("Z8ci_bBE_tmx")]
    [InlineData("2221")]
    [InlineData("ssyk:2221")]
    [InlineData("Grundutbildade sjuksköterskor")]
    [InlineData("grundutbildade SJUKSKÖTERSKOR")]
    public void Required_WhatNamesAConcept_IsThatConcept(string text)
    {
        Assert.Equal("2221", _fields.Required(text, ConceptKinds.Occupations, "f")?.Code);
        Assert.False(_errors.Any);
    }

    [Fact]
    public void Required_Absent_IsAMistakeThatSaysWhatIsAccepted()
    {
        Assert.Null(_fields.Required("", ConceptKinds.Occupations, "candidate.occupations[0].occupation"));

        var error = Assert.Single(_errors.Items);
        Assert.Equal(("candidate.occupations[0].occupation", "REQUIRED"), (error.Field, error.Reason));
        Assert.Contains("SSYK", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Optional_Absent_IsNoMistake()
    {
        Assert.Null(_fields.Optional("", ConceptKinds.Skills, "f"));
        Assert.Null(_fields.Place("", "f"));
        Assert.False(_errors.Any);
    }

    [Theory]
    [InlineData("9999", ConceptKinds.Occupations, "an occupation")]
    [InlineData("qqqqq", ConceptKinds.Skills, "a skill")]
    [InlineData("B", ConceptKinds.Skills, "a skill")]
    [InlineData("qqqqq", ConceptKinds.DrivingLicence | ConceptKinds.Licence | ConceptKinds.Certificate, "a licence")]
    [InlineData("klingonska", ConceptKinds.Language, "a language")]
    [InlineData("qqqqq", ConceptKinds.EducationLevel, "a level of education")]
    [InlineData("qqqqq", ConceptKinds.EducationField, "a field of education")]
    public void Optional_Unknown_IsAMistakeThatNamesIt(string text, ConceptKinds kinds, string noun)
    {
        Assert.Null(_fields.Optional(text, kinds, "f"));

        var error = Assert.Single(_errors.Items);
        Assert.Equal("UNKNOWN_CONCEPT", error.Reason);
        Assert.Contains($"'{text}' is not known as {noun}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Optional_NearlyAName_SuggestsIt()
    {
        Assert.Null(_fields.Optional("plastsvetsni", ConceptKinds.Skills, "f"));

        var error = Assert.Single(_errors.Items);
        Assert.Contains("Did you mean 'Plastsvetsning' (85C2_bUX_JUW)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2280", "2280")]
    [InlineData("uYRx_AdM_r4A", "2280")]
    [InlineData("Härnösand", "2280")]
    [InlineData("harnosand", "2280")]
    [InlineData("Ramvik", "2280")]
    [InlineData("lycksele", "2481")]
    public void Place_OfTheRegion_IsItsMunicipality(string text, string code) =>
        Assert.Equal(code, _fields.Place(text, "f")?.Code);

    [Theory]
    [InlineData("Atlantis")]
    [InlineData("9999")]
    [InlineData("Storgatan 1, 871 31 Härnösand")]
    [InlineData("\ud800")]
    [InlineData("\u0000")]
    public void Place_Unknown_IsAMistakeThatNamesIt(string text)
    {
        Assert.Null(_fields.Place(text, "candidate.home"));

        var error = Assert.Single(_errors.Items);
        Assert.Equal(("candidate.home", "UNKNOWN_CONCEPT"), (error.Field, error.Reason));
        Assert.Contains("is not known as a place", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(1 << 20)]
    public void Any_TooLong_IsAMistakeAndNotLookedUp(int length)
    {
        var text = new string('x', length);

        Assert.Null(_fields.Required(text, ConceptKinds.Skills, "f"));
        Assert.Null(_fields.Place(text, "f"));

        Assert.Equal(["TOO_LONG", "TOO_LONG"], _errors.Items.Select(error => error.Reason));
        Assert.All(_errors.Items, error => Assert.True(error.Message.Length < 200));
    }

    [Fact]
    public void Optional_VeryManyUnknown_SuggestsForTheFirstOnly()
    {
        for (var i = 0; i < 60; i++)
        {
            _fields.Optional("plastsvetsni", ConceptKinds.Skills, $"f[{i}]");
        }

        Assert.Equal(
            20, _errors.Items.Count(error => error.Message.Contains("Did you mean", StringComparison.Ordinal)));
        Assert.All(_errors.Items, error => Assert.Contains("'plastsvetsni'", error.Message, StringComparison.Ordinal));
    }
}
