using Grpc.Core;
using Matching.Competence.V1;

namespace Matching.Matches.Tests;

[Trait("Store", "None")]
public sealed class ConceptTests : RegionTest
{
    [Fact]
    public async Task SearchConcepts_WhatHasBeenTyped_IsSuggestedInBothLanguages()
    {
        var swedish = await SearchAsync(new SearchConceptsRequest { Query = "svets", Kinds = { ConceptKind.Occupation } });
        var english = await SearchAsync(new SearchConceptsRequest { Query = "weld", LanguageCode = "en", PageSize = 50 });

        Assert.Contains(swedish.Concepts, concept => concept is { Label: "Svetsare", Kind: ConceptKind.Occupation });
        Assert.Contains(english.Concepts, concept => concept.Label == "Welder");
        Assert.All(swedish.Concepts, concept => Assert.Equal(ConceptKind.Occupation, concept.Kind));
        Assert.Equal(World.Taxonomy.Version, swedish.TaxonomyVersion);
    }

    [Fact]
    public async Task SearchConcepts_AnIdOrACode_IsFoundFirst()
    {
        var id = await SearchAsync(new SearchConceptsRequest { Query = "bXNH_MNX_dUR", LanguageCode = "en", PageSize = 1 });
        var code = await SearchAsync(new SearchConceptsRequest { Query = "scb:2280" });

        Assert.Equal("bXNH_MNX_dUR", Assert.Single(id.Concepts).Id);
        Assert.Equal("Härnösand", code.Concepts[0].Label);
    }

    [Fact]
    public async Task ExtractConcepts_AnAd_TellsWhatItAsksFor()
    {
        var answer = await Here.Concepts.ExtractConceptsAsync(new ExtractConceptsRequest
        {
            Text = "Vi söker en svetsare till Härnösand. Körkort B är ett krav. Meriterande med truckkort.",
            Genre = ExtractConceptsRequest.Types.Genre.Ad,
        });

        Assert.Contains(answer.Mentions, mention => mention.Concept is { Kind: ConceptKind.Occupation, Label: "Svetsare" });
        Assert.Contains(answer.Mentions, mention =>
            mention is { Concept: { Kind: ConceptKind.DrivingLicence, Code: "B" }, Importance: Mention.Types.Importance.Must });
        Assert.Equal(answer.Mentions.OrderBy(mention => mention.Start), answer.Mentions);
    }

    [Fact]
    public async Task ExtractConcepts_ACv_TellsWhoIsMeant()
    {
        var answer = await Here.Concepts.ExtractConceptsAsync(new ExtractConceptsRequest
        {
            Text = "Jag är undersköterska sedan 6 år. Min man är svetsare.",
            Genre = ExtractConceptsRequest.Types.Genre.Cv,
        });

        Assert.True(Assert.Single(answer.Mentions, mention => mention.Concept.Label == "Svetsare").Partner);
    }

    [Fact]
    public async Task Concepts_OddArguments_AreNamed()
    {
        Func<Task>[] calls =
        [
            () => SearchAsync(new SearchConceptsRequest()),
            () => SearchAsync(new SearchConceptsRequest { Query = new string('x', 201) }),
            () => SearchAsync(new SearchConceptsRequest { Query = "x", PageSize = -1 }),
            () => SearchAsync(new SearchConceptsRequest { Query = "x", Kinds = { ConceptKind.Unspecified } }),
            () => SearchAsync(new SearchConceptsRequest { Query = "x", LanguageCode = "xx" }),
            () => Here.Concepts.ExtractConceptsAsync(new ExtractConceptsRequest()).ResponseAsync,
            () => Here.Concepts.ExtractConceptsAsync(new ExtractConceptsRequest { Text = new string('x', 100_001) }).ResponseAsync,
        ];
        var reasons = new List<string>();
        foreach (var call in calls)
        {
            var failure = await Failure.OfAsync(call);
            Assert.Equal(StatusCode.InvalidArgument, failure.Code);
            reasons.Add(failure.Reason);
        }

        Assert.Equal(["REQUIRED", "TOO_LONG", "NEGATIVE", "UNKNOWN_VALUE", "UNKNOWN_LANGUAGE", "REQUIRED", "TOO_LONG"], reasons);
    }

    private async Task<SearchConceptsResponse> SearchAsync(SearchConceptsRequest request) =>
        await Here.Concepts.SearchConceptsAsync(request);
}
