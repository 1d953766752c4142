using Grpc.Core;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Outlook = Matching.Matches.V1.TandemPlace.Types.Outlook;
using Purpose = Matching.Profiles.V1.Consent.Types.Purpose;
using RightToWork = Matching.Profiles.V1.Candidate.Types.RightToWork;
using Sharing = Matching.Profiles.V1.Household.Types.Sharing;
using WireCandidate = Matching.Profiles.V1.Candidate;

namespace Matching.Matches.Tests;

[Trait("Store", "None")]
public sealed class TandemTests : RegionTest
{
    [Fact]
    public async Task MatchTandem_APlaceForBoth_StandsAbovePlacesForOne()
    {
        await AddJobsAsync("Svetsare", "Lycksele", 3);
        await AddJobsAsync("Grundlärare, 4-6", "Lycksele", 3);
        await AddJobsAsync("Svetsare", "Kramfors", 5);
        await AddJobsAsync("Grundlärare, 4-6", "Vilhelmina", 1);
        await AddJobsAsync("Svetsare", "Vilhelmina", 1);
        var (_, _, household) = await CoupleAsync(Sharing.Reasons, Sharing.Reasons);

        var answer = await MatchAsync(household);

        Assert.Equal("2481", answer.Places[0].Municipality);
        Assert.Equal("Lycksele", answer.Places[0].MunicipalityLabel);
        Assert.Contains(answer.Places, place => place.Municipality == "2462");
        Assert.DoesNotContain(answer.Places, place => place.Municipality == "2282");
        Assert.Equal(answer.Places.OrderByDescending(place => place.JointScore), answer.Places);
    }

    /// <summary>Each member's part of a place is what the member would find living there.</summary>
    [Fact]
    public async Task MatchTandem_EveryMatch_IsWhatTheMemberWouldFindThere()
    {
        await AddJobsAsync("Svetsare", "Lycksele", 2);
        await AddJobsAsync("Grundlärare, 4-6", "Umeå", 2);
        await AddJobsAsync("Svetsare", "Örnsköldsvik", 4);
        await AddJobsAsync("Grundlärare, 4-6", "Örnsköldsvik", 1);
        var (welder, teacher, household) = await CoupleAsync(Sharing.Reasons, Sharing.Reasons, radius: 130);

        var answer = await MatchAsync(household, openings: 10);

        Assert.NotEmpty(answer.Places);
        foreach (var place in answer.Places)
        {
            foreach (var (member, person) in place.Members.Zip([welder, teacher]))
            {
                var moved = new Wishes { Places = { new WishedPlace { Place = place.Municipality } }, RadiusKm = 130 };
                await Here.Profiles.UpdateCandidateAsync(new UpdateCandidateRequest
                {
                    Candidate = new WireCandidate { Name = person.Name, Wishes = moved },
                    UpdateMask = new Google.Protobuf.WellKnownTypes.FieldMask { Paths = { "wishes" } },
                });
                var there = await Here.MatchAsync(person);

                Assert.Equal(person.Name, member.Candidate);
                Assert.Equal(there.TotalSize, member.OpeningCount);
                Assert.Equal(
                    there.Matches.Select(match => (match.Vacancy, match.Score)),
                    member.Matches.Select(match => (match.Vacancy, match.Score)));
            }
        }
    }

    /// <summary>What a place offers is a chance for each; the joint score is their harmonic mean, in steps.</summary>
    [Fact]
    public async Task MatchTandem_JointScore_IsTheHarmonicMean()
    {
        await AddJobsAsync("Svetsare", "Lycksele", 1);
        await AddJobsAsync("Grundlärare, 4-6", "Lycksele", 4);
        var (_, _, household) = await CoupleAsync(Sharing.Reasons, Sharing.Reasons);

        var place = (await MatchAsync(household, openings: 10)).Places.First(place => place.Municipality == "2481");

        double[] values =
        [
            .. place.Members.Select(member => 1 - member.Matches.Take(5)
                .Aggregate(1.0, (nothing, match) => nothing * (1 - (0.6 * Math.Clamp((match.Score - 25) / 60, 0, 1))))),
        ];
        var mean = 2 / ((1 / values[0]) + (1 / values[1]));
        Assert.Equal(mean, place.JointScore, 0.0251);
        Assert.Equal(0, place.JointScore / 0.05 % 1 is var rest && rest > 0.5 ? 1 - rest : rest, 1e-6);
        Assert.Equal(Outlook.Strong, place.Members[1].Outlook);
        Assert.True(place.Members[0].Outlook < Outlook.Strong);
    }

    /// <summary>What somebody does not share is nowhere in the other one's answer, under whatever name.</summary>
    [Theory]
    [InlineData(Sharing.Outlook)]
    [InlineData(Sharing.Openings)]
    [InlineData(Sharing.Reasons)]
    public async Task MatchTandem_WhatIsNotShared_IsNotThere(Sharing shared)
    {
        var jobs = await AddJobsAsync("Grundlärare, 4-6", "Lycksele", 2);
        await AddJobsAsync("Svetsare", "Lycksele", 2);
        var (welder, teacher, household) = await CoupleAsync(Sharing.Reasons, shared);
        var own = await ExplainedAsync(teacher, jobs[0]);

        var answer = await MatchAsync(household, viewer: welder.Name);

        var place = answer.Places.First(place => place.Municipality == "2481");
        var (seen, text) = (place.Members[1], answer.Places.Select(p => p.Members[1].ToString()).Aggregate(string.Concat));
        Assert.NotEqual(Outlook.None, seen.Outlook);
        Assert.Equal(shared >= Sharing.Openings ? 2 : 0, seen.OpeningCount);
        Assert.Equal(shared >= Sharing.Openings ? 2 : 0, seen.Matches.Count);
        Assert.All(seen.Matches, match => Assert.Equal(shared == Sharing.Reasons, match.Criteria.Count > 0));
        Assert.All(seen.Matches, match => Assert.Equal(shared == Sharing.Reasons, match.Score != 0 || match.BaseScore != 0));
        Assert.All(seen.Matches, match => Assert.Equal(shared == Sharing.Reasons, match.Travel is not null));
        if (shared < Sharing.Reasons)
        {
            // Reasons tell what the person has done, holds and speaks, and where they live.
            foreach (var secret in Secrets(own).Append(teacher.HomeLabel))
            {
                Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
            }
        }

        if (shared < Sharing.Openings)
        {
            foreach (var secret in jobs.SelectMany(job => new[] { job.Name, job.Title }).Append(jobs[0].Occupation).Append(jobs[0].OccupationLabel))
            {
                Assert.DoesNotContain(secret, answer.ToString(), StringComparison.OrdinalIgnoreCase);
            }
        }

        Assert.All(place.Members[0].Matches, match => Assert.NotEmpty(match.Criteria));
    }

    [Fact]
    public async Task MatchTandem_Viewer_SeesAllOfTheirOwn()
    {
        await AddJobsAsync("Grundlärare, 4-6", "Lycksele", 1);
        await AddJobsAsync("Svetsare", "Lycksele", 1);
        var (welder, teacher, household) = await CoupleAsync(Sharing.Outlook, Sharing.Outlook);

        var ofWelder = (await MatchAsync(household, viewer: welder.Name)).Places[0];
        var ofTeacher = (await MatchAsync(household, viewer: teacher.Name)).Places[0];
        var ofHelper = (await MatchAsync(household)).Places[0];

        Assert.Equal([1, 0], ofWelder.Members.Select(member => member.Matches.Count));
        Assert.Equal([0, 1], ofTeacher.Members.Select(member => member.Matches.Count));
        Assert.Equal([0, 0], ofHelper.Members.Select(member => member.Matches.Count));
        Assert.Equal(ofWelder.JointScore, ofTeacher.JointScore);
    }

    /// <summary>That the other one may not work yet is theirs to tell.</summary>
    [Fact]
    public async Task MatchTandem_APartnerWhoMayNotWorkYet_IsNotTold()
    {
        await AddJobsAsync("Grundlärare, 4-6", "Lycksele", 1);
        await AddJobsAsync("Svetsare", "Lycksele", 1);
        var (welder, teacher, household) = await CoupleAsync(Sharing.Outlook, Sharing.Outlook);
        await Here.Profiles.UpdateCandidateAsync(new UpdateCandidateRequest
        {
            Candidate = new WireCandidate { Name = teacher.Name, RightToWork = RightToWork.NotHeld },
        });

        var answer = await MatchAsync(household, viewer: welder.Name);
        var own = await Failure.OfAsync(() => MatchAsync(household, viewer: teacher.Name));

        Assert.Empty(answer.Places);
        Assert.Equal("RIGHT_TO_WORK_MISSING", own.Reason);
    }

    [Fact]
    public async Task MatchTandem_PlacesThatBothNamed_AreTheOnlyOnes()
    {
        await AddJobsAsync("Svetsare", "Lycksele", 1);
        await AddJobsAsync("Grundlärare, 4-6", "Lycksele", 1);
        await AddJobsAsync("Svetsare", "Luleå", 1);
        await AddJobsAsync("Grundlärare, 4-6", "Luleå", 1);
        var (a, b) = (Region.Welder(), Region.Teacher());
        (a.Wishes, b.Wishes) = (Wishing("Luleå"), Wishing("Luleå"));
        (a, b) = (await Here.AddAsync(a), await Here.AddAsync(b));

        var answer = await MatchAsync(await Here.AddAsync(a, b, Sharing.Openings, Sharing.Openings));

        // Luleå lies outside the region that is served: a wish goes before it.
        Assert.Equal(["2580"], answer.Places.Select(place => place.Municipality));
        Assert.Equal([1, 1], answer.Places[0].Members.Select(member => member.OpeningCount));
    }

    [Fact]
    public async Task MatchTandem_ConsentWithdrawn_SaysSo()
    {
        var (welder, _, household) = await CoupleAsync(Sharing.Outlook, Sharing.Outlook);
        await Here.Profiles.UpdateCandidateAsync(new UpdateCandidateRequest
        {
            Candidate = new WireCandidate { Name = welder.Name, Consents = { Region.Agreed(Purpose.Matching) } },
        });

        var failure = await Failure.OfAsync(() => MatchAsync(household));

        Assert.Equal(
            (StatusCode.FailedPrecondition, "CONSENT_MISSING", "PURPOSE_HOUSEHOLD"),
            (failure.Code, failure.Reason, failure.Metadata["purpose"]));
    }

    [Fact]
    public async Task MatchTandem_OddArguments_AreNamed()
    {
        var (welder, _, household) = await CoupleAsync(Sharing.Outlook, Sharing.Outlook);
        var stranger = await Here.AddAsync(Region.Welder());
        (V1.MatchTandemRequest Request, StatusCode Code, string Reason)[] cases =
        [
            (new() { Household = household.Name, Viewer = stranger.Name }, StatusCode.InvalidArgument, "NOT_A_MEMBER"),
            (new() { Household = household.Name, PageSize = -1 }, StatusCode.InvalidArgument, "NEGATIVE"),
            (new() { Household = household.Name, OpeningsPerPlace = -1 }, StatusCode.InvalidArgument, "NEGATIVE"),
            (new() { Household = welder.Name }, StatusCode.InvalidArgument, "NAME_INVALID"),
            (new() { Household = "households/0193457a-0000-7000-8000-000000000000" }, StatusCode.NotFound, "HOUSEHOLD_NOT_FOUND"),
        ];
        foreach (var (request, code, reason) in cases)
        {
            var failure = await Failure.OfAsync(() => Here.Matches.MatchTandemAsync(request).ResponseAsync);
            Assert.Equal((code, reason), (failure.Code, failure.Reason));
        }

        await Here.DeleteAsync(stranger);
        await Here.DeleteAsync(welder);
        Assert.Equal("HOUSEHOLD_NOT_FOUND", (await Failure.OfAsync(() => MatchAsync(household))).Reason);
    }

    private async Task<V1.MatchTandemResponse> MatchAsync(Household household, string viewer = "", int openings = 0) =>
        await Here.Matches.MatchTandemAsync(new V1.MatchTandemRequest
        {
            Household = household.Name,
            Viewer = viewer,
            OpeningsPerPlace = openings,
            PageSize = 50,
        });

    private async Task<V1.Match> ExplainedAsync(WireCandidate candidate, Vacancy vacancy) =>
        (await Here.ExplainAsync(candidate, vacancy)).Match;

    private static IEnumerable<string> Secrets(V1.Match match) =>
        match.Criteria.SelectMany(criterion => new[] { criterion.Held, criterion.Explanation })
            .Concat(match.Gaps.Select(gap => gap.Explanation))
            .Where(text => text.Length > 3 && !match.VacancyBrief.ToString().Contains(text, StringComparison.OrdinalIgnoreCase));

    private async Task<List<Vacancy>> AddJobsAsync(string occupation, string place, int count)
    {
        var jobs = new List<Vacancy>();
        for (var i = 0; i < count; i++)
        {
            jobs.Add(await Here.AddAsync(Region.Job(occupation, place)));
        }

        return jobs;
    }

    private async Task<(WireCandidate Welder, WireCandidate Teacher, Household Household)> CoupleAsync(
        Sharing ofWelder, Sharing ofTeacher, int radius = 30)
    {
        var (welder, teacher) = (Region.Welder("Skellefteå"), Region.Teacher("Skellefteå"));
        welder.Wishes = new Wishes { Anywhere = true, RadiusKm = radius };
        teacher.Wishes = new Wishes { Anywhere = true, RadiusKm = radius };
        (welder, teacher) = (await Here.AddAsync(welder), await Here.AddAsync(teacher));
        return (welder, teacher, await Here.AddAsync(welder, teacher, ofWelder, ofTeacher));
    }

    private static Wishes Wishing(string place) => new() { Places = { new WishedPlace { Place = place } } };
}
