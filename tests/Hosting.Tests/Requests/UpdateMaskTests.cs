using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Competence.V1;
using Matching.Hosting;
using Matching.Profiles.V1;

namespace Hosting.Tests.Requests;

public sealed class UpdateMaskTests
{
    private static readonly HashSet<string> OutputOnly =
        new(["name", "home_label", "create_time", "update_time", "etag"], StringComparer.Ordinal);

    private readonly Candidate _stored = new()
    {
        Name = "candidates/1",
        GivenName = "Anna",
        FamilyName = "Berg",
        Home = "2280",
        RightToWork = Candidate.Types.RightToWork.Held,
        Skills = { new SkillClaim { Skill = "a" }, new SkillClaim { Skill = "b" } },
        Wishes = new Wishes { RadiusKm = 30, Anywhere = true, EarliestStart = "2027-01-01" },
        CreateTime = new Timestamp { Seconds = 1 },
    };

    [Fact]
    public void Apply_NoMask_ChangesThePopulatedFields()
    {
        var incoming =
            new Candidate { FamilyName = "Ek", Skills = { new SkillClaim { Skill = "c" } }, Wishes = new Wishes() };

        var result = Apply(incoming, mask: null);

        var expected = _stored.Clone();
        expected.FamilyName = "Ek";
        expected.Skills.Clear();
        expected.Skills.Add(new SkillClaim { Skill = "c" });
        expected.Wishes = new Wishes();
        Assert.Equal(expected, result);
        Assert.Equal(expected, Apply(incoming, new FieldMask()));
    }

    [Fact]
    public void Apply_Star_ReplacesEverythingButOutputOnlyFields()
    {
        var result = Apply(new Candidate { GivenName = "Eva", Name = "candidates/2" }, Mask("*"));

        Assert.Equal(
            new Candidate { Name = "candidates/1", GivenName = "Eva", CreateTime = new Timestamp { Seconds = 1 } },
            result);
    }

    [Fact]
    public void Apply_NamedFieldIsEmpty_ClearsIt()
    {
        var result = Apply(new Candidate(), Mask("given_name", "skills", "wishes", "right_to_work"));

        Assert.Equal("", result.GivenName);
        Assert.Empty(result.Skills);
        Assert.Null(result.Wishes);
        Assert.Equal(Candidate.Types.RightToWork.Unspecified, result.RightToWork);
        Assert.Equal("Berg", result.FamilyName);
    }

    [Fact]
    public void Apply_NestedPath_ChangesThatFieldOnly()
    {
        var result = Apply(
            new Candidate { Wishes = new Wishes { RadiusKm = 80, EarliestStart = "2028-01-01" } },
            Mask("wishes.radius_km"));

        Assert.Equal(new Wishes { RadiusKm = 80, Anywhere = true, EarliestStart = "2027-01-01" }, result.Wishes);
    }

    [Fact]
    public void Apply_NestedPathUnderAnAbsentMessage_ClearsThatFieldOnly()
    {
        var result = Apply(new Candidate(), Mask("wishes.radius_km"));

        Assert.Equal(new Wishes { Anywhere = true, EarliestStart = "2027-01-01" }, result.Wishes);
    }

    [Fact]
    public void Apply_NestedPathIntoAnAbsentMessage_MakesIt()
    {
        _stored.Wishes = null;

        var result =
            Apply(new Candidate { Wishes = new Wishes { RadiusKm = 80, Anywhere = true } }, Mask("wishes.radius_km"));

        Assert.Equal(new Wishes { RadiusKm = 80 }, result.Wishes);
    }

    [Fact]
    public void Apply_NestedRepeatedField_IsReplaced()
    {
        _stored.Wishes.Kinds.Add(OpeningKind.Job);

        var result = Apply(
            new Candidate { Wishes = new Wishes { Kinds = { OpeningKind.Seasonal, OpeningKind.Internship } } },
            Mask("wishes.kinds"));

        Assert.Equal([OpeningKind.Seasonal, OpeningKind.Internship], result.Wishes.Kinds);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("create_time")]
    [InlineData("create_time.seconds")]
    [InlineData("etag")]
    public void Apply_OutputOnlyPath_IsIgnored(string path)
    {
        var incoming =
            new Candidate { Name = "candidates/2", CreateTime = new Timestamp { Seconds = 2 }, Etag = "\"9\"" };

        Assert.Equal(_stored, Apply(incoming, Mask(path)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("givenName")]
    [InlineData("Given_Name")]
    [InlineData("given_name.length")]
    [InlineData("wishes.")]
    [InlineData("wishes.nonsense")]
    [InlineData("wishes.places.place")]
    [InlineData("skills.skill")]
    [InlineData("skills[0]")]
    [InlineData(" given_name")]
    public void Apply_UnknownPath_IsRefused(string path)
    {
        var failure = Failure.Of(() => Apply(new Candidate(), Mask("given_name", path)));

        Assert.Equal((StatusCode.InvalidArgument, "UNKNOWN_PATH"), (failure.Code, failure.Reason));
        Assert.Equal(["update_mask"], failure.Fields);
        Assert.Contains($"'{path}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_UnknownPathsBesideAStar_AreRefusedToo()
    {
        var failure = Failure.Of(() => Apply(new Candidate(), Mask("*", "nonsense", "worse")));

        Assert.Equal(["update_mask", "update_mask"], failure.Fields);
    }

    [Fact]
    public void Apply_Always_LeavesItsArgumentsAlone()
    {
        var incoming =
            new Candidate { Skills = { new SkillClaim { Skill = "c" } }, Wishes = new Wishes { RadiusKm = 1 } };
        var (storedBefore, incomingBefore) = (_stored.Clone(), incoming.Clone());

        var result = Apply(incoming, Mask("*"));
        result.Skills[0].Label = "changed";
        result.Wishes.RadiusKm = 2;

        Assert.Equal(storedBefore, _stored);
        Assert.Equal(incomingBefore, incoming);
    }

    [Theory]
    [Seeds(200)]
    public void Apply_RandomMask_TakesEachFieldFromTheRightSide(int seed)
    {
        var random = new Random(seed);
        var (stored, incoming) = (RandomCandidate(random), RandomCandidate(random));
        var fields = Candidate.Descriptor.Fields.InDeclarationOrder();
        var paths = fields.Where(_ => random.Next(2) == 0).Select(field => field.Name).ToList();

        var result = UpdateMask.Apply(stored, incoming, Mask([.. paths]), OutputOnly, "update_mask");

        foreach (var field in fields)
        {
            var populated = !Equals(Alone(field, incoming), new Candidate());
            var taken = !OutputOnly.Contains(field.Name) && (paths.Count == 0 ? populated : paths.Contains(field.Name));
            Assert.Equal(Alone(field, taken ? incoming : stored), Alone(field, result));
        }
    }

    private Candidate Apply(Candidate incoming, FieldMask? mask) =>
        UpdateMask.Apply(_stored, incoming, mask, OutputOnly, "update_mask");

    private static FieldMask Mask(params string[] paths) => new() { Paths = { paths } };

    /// <summary>A copy that keeps one field.</summary>
    private static Candidate Alone(FieldDescriptor kept, Candidate candidate)
    {
        var copy = candidate.Clone();
        foreach (var field in Candidate.Descriptor.Fields.InDeclarationOrder().Where(field => field != kept))
        {
            field.Accessor.Clear(copy);
        }

        return copy;
    }

    private static Candidate RandomCandidate(Random random)
    {
        var candidate = new Candidate();
        Maybe(() => candidate.Name = Text());
        Maybe(() => candidate.GivenName = Text());
        Maybe(() => candidate.FamilyName = Text());
        Maybe(() => candidate.Email = Text());
        Maybe(() =>
            candidate.Occupations.Add(new OccupationExperience { Occupation = Text(), Years = random.NextDouble() }));
        Maybe(() => candidate.Skills.Add([new SkillClaim { Skill = Text() }, new SkillClaim { Skill = Text() }]));
        Maybe(() => candidate.Languages.Add(new LanguageSkill { Level = CefrLevel.B2 }));
        Maybe(() => candidate.Educations.Add(new Education { Completed = true }));
        Maybe(() => candidate.Licences.Add(new LicenceHolding { Licence = Text() }));
        Maybe(() => candidate.Wishes = new Wishes { RadiusKm = random.Next(3), Kinds = { OpeningKind.Job } });
        Maybe(() => candidate.Home = Text());
        Maybe(() => candidate.HomeLabel = Text());
        Maybe(() => candidate.RightToWork = (Candidate.Types.RightToWork)random.Next(3));
        Maybe(() => candidate.Consents.Add(new Consent { Purpose = Consent.Types.Purpose.Matching }));
        Maybe(() => candidate.CreateTime = new Timestamp { Seconds = random.Next(3) });
        Maybe(() => candidate.UpdateTime = new Timestamp { Seconds = random.Next(3) });
        Maybe(() => candidate.Etag = Text());
        return candidate;

        void Maybe(Action populate)
        {
            if (random.Next(2) == 0)
            {
                populate();
            }
        }

        string Text() => $"{random.Next(5)}";
    }
}
