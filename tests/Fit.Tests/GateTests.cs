namespace Matching.Fit.Tests;

public sealed class GateTests
{
    private static readonly OpeningFacts Opening = new() { Occupation = World.Occupation("Svetsare") };

    private static readonly Candidate Anybody = World.Candidate(new CandidateFacts());

    [Theory]
    [InlineData(Consents.None, Consents.None, true)]
    [InlineData(Consents.None, Consents.Matching, false)]
    [InlineData(Consents.Matching | Consents.Statistics, Consents.Matching, true)]
    [InlineData(Consents.Matching, Consents.EmployerSearch, false)]
    public void Consent_GivenAndNeeded_Decide(Consents given, Consents needed, bool passes)
    {
        var candidate = World.Candidate(new CandidateFacts { Consents = given });

        Assert.Equal(passes ? GateTypes.None : GateTypes.Consent,
            World.Engine.FailedGates(candidate, World.Opening(Opening), World.Now, needed));
    }

    [Theory]
    [InlineData(RightToWork.Unspecified, GateTypes.None)]
    [InlineData(RightToWork.Held, GateTypes.None)]
    [InlineData(RightToWork.NotHeld, GateTypes.RightToWork)]
    public void RightToWork_OnlyWhenNotHeld_Stops(RightToWork right, GateTypes failed)
    {
        Assert.Equal(failed, World.FailedGates(new CandidateFacts { RightToWork = right }, Opening));
    }

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData(-1, 1, 1, true)]
    [InlineData(1, null, null, false)]
    [InlineData(null, 0, null, false)]
    [InlineData(null, null, 0, true)]
    [InlineData(null, null, -1, false)]
    public void NotOpen_HoursFromNow_Decide(int? from, int? until, int? deadline, bool passes)
    {
        var opening = World.Opening(Opening with
        {
            OpenFrom = Hours(from),
            OpenUntil = Hours(until),
            Deadline = Hours(deadline),
        });

        Assert.Equal(passes ? GateTypes.None : GateTypes.NotOpen,
            World.Engine.FailedGates(Anybody, opening, World.Now, Consents.None));
    }

    [Theory]
    [InlineData(OpeningKind.Unspecified, true, true)]
    [InlineData(OpeningKind.Job, true, true)]
    [InlineData(OpeningKind.Seasonal, true, false)]
    [InlineData(OpeningKind.Internship, true, false)]
    [InlineData(OpeningKind.Apprenticeship, false, true)]
    [InlineData(OpeningKind.Placement, false, false)]
    [InlineData(OpeningKind.BusinessTransfer, false, false)]
    public void Kind_NoWishOrJobsAndApprenticeships_Decide(OpeningKind kind, bool withoutWish, bool withWish)
    {
        var wishing = new CandidateFacts
        {
            Wishes = new WishFacts { Kinds = [OpeningKind.Job, OpeningKind.Apprenticeship] },
        };
        var opening = Opening with { Kind = kind };

        Assert.Equal(withoutWish, World.FailedGates(new CandidateFacts(), opening) == GateTypes.None);
        Assert.Equal(withWish, World.FailedGates(wishing, opening) == GateTypes.None);
    }

    [Fact]
    public void Reach_WhatIsNotKnown_KeepsNobodyOut()
    {
        var atHome = new CandidateFacts { Home = new PlaceFact(World.Municipality("Sollefteå")) };

        Assert.Equal(GateTypes.None, World.FailedGates(atHome, Opening));
        Assert.Equal(GateTypes.None, World.FailedGates(
            new CandidateFacts(), Opening with { Municipality = World.Municipality("Malå") }));
        Assert.Equal(GateTypes.Reach, World.FailedGates(atHome, Opening with { Abroad = true }));
    }

    [Fact]
    public void Reach_RemoteWork_IsForThoseWhoWantIt()
    {
        var remote = Opening with { Remote = true };
        var home = new CandidateFacts { Home = new PlaceFact(World.Municipality("Sollefteå")) };
        var wanting = home with { Wishes = new WishFacts { Remote = true } };

        Assert.Equal(GateTypes.Reach, World.FailedGates(home, remote));
        Assert.Equal(GateTypes.None, World.FailedGates(wanting, remote));
        Assert.Equal(GateTypes.None, World.FailedGates(
            wanting, remote with { Municipality = World.Municipality("Stockholm") }));
    }

    [Fact]
    public void Reach_AnywhereInARegion_EndsAtItsBorder()
    {
        var region = World.Taxonomy.Places.MunicipalitiesIn(World.Find("22", ConceptKinds.Region)).ToHashSet();
        var engine = new FitEngine(World.Taxonomy, region);
        var anywhere = World.Candidate(new CandidateFacts
        {
            Home = new PlaceFact(World.Municipality("Timrå")),
            Wishes = new WishFacts { Anywhere = true },
        });

        Assert.Equal(GateTypes.None, engine.FailedGates(anywhere, At("Ånge"), World.Now, Consents.None));
        Assert.Equal(GateTypes.Reach, engine.FailedGates(anywhere, At("Stockholm"), World.Now, Consents.None));

        static Opening At(string place) => World.Opening(Opening with { Municipality = World.Municipality(place) });
    }

    [Fact]
    public void Licence_ThatHasRunOut_IsMissing()
    {
        var nurse = Opening with { Occupation = World.Occupation("Sjuksköterska, grundutbildad") };

        Assert.Equal(GateTypes.None, World.FailedGates(Holding(World.Today), nurse));
        Assert.Equal(GateTypes.Licence, World.FailedGates(Holding(World.Today.AddDays(-1)), nurse));

        static CandidateFacts Holding(DateOnly until) =>
            new() { Licences = [World.Holds("Legitimation som sjuksköterska", until: until)] };
    }

    /// <summary>The law asks for a licence also where the ad only wishes for it, or does not say.</summary>
    [Fact]
    public void Licence_AdThatOnlyWishesForIt_IsRequiredStill()
    {
        var nurse = Opening with
        {
            Occupation = World.Occupation("Sjuksköterska, grundutbildad"),
            Requirements = [World.Asks("Legitimation som sjuksköterska", ConceptKinds.Licence, must: false)],
        };

        Assert.Equal(GateTypes.Licence, World.FailedGates(new CandidateFacts(), nurse));
        Assert.Single(World.Opening(nurse).Requirements);
    }

    /// <summary>
    /// The vacancy service may name what the law asks for; a placement asks it of nobody all the same.
    /// </summary>
    [Fact]
    public void Licence_NamedAsRegulatedInAPlacement_IsNotAskedFor()
    {
        var placement = Opening with
        {
            Kind = OpeningKind.Placement,
            Requirements =
            [
                World.Asks("Legitimation som sjuksköterska", ConceptKinds.Licence) with
                {
                    Origin = RequirementOrigin.Regulated,
                },
            ],
        };

        Assert.Empty(World.Opening(placement).Requirements);
        Assert.Equal(RequirementOrigin.Regulated,
            Assert.Single(World.Opening(placement with { Kind = OpeningKind.Job }).Requirements).Origin);
    }

    /// <summary>The title of an assistant nurse is protected, the work is not.</summary>
    [Fact]
    public void Licence_OfATitleOnly_IsAMerit()
    {
        var assistant = World.Opening(Opening with
        {
            Occupation = World.Occupation("Undersköterska, hemtjänst, äldreboende och habilitering"),
        });

        Assert.False(Assert.Single(assistant.Requirements).Must);
        Assert.Equal(GateTypes.None, World.Engine.FailedGates(Anybody, assistant, World.Now, Consents.None));
    }

    [Fact]
    public void DrivingLicence_OfTheWork_StopsAndOthersDoNot()
    {
        Assert.Equal(GateTypes.DrivingLicence, World.FailedGates(new CandidateFacts(), Asking("D", true)));
        Assert.Equal(GateTypes.None, World.FailedGates(new CandidateFacts(), Asking("D", false)));
        Assert.Equal(GateTypes.None, World.FailedGates(new CandidateFacts(), Asking("B", true)));
        Assert.Equal(GateTypes.None, World.FailedGates(new CandidateFacts(), Asking("BE", true)));

        static OpeningFacts Asking(string licence, bool must) =>
            Opening with { Requirements = [World.Asks(licence, ConceptKinds.DrivingLicence, must)] };
    }

    [Fact]
    public void IsNearMiss_TwoLicencesMissing_IsNone()
    {
        var two = Opening with
        {
            Requirements = [World.Asks("C", ConceptKinds.DrivingLicence), World.Asks("D", ConceptKinds.DrivingLicence)],
        };

        Assert.False(World.Engine.IsNearMiss(Anybody, World.Opening(two), World.Now, Consents.None));
    }

    private static DateTimeOffset? Hours(int? fromNow) => fromNow is { } hours ? World.Now.AddHours(hours) : null;
}
