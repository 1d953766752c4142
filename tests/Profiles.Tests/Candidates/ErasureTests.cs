using Matching.Profiles.V1;

namespace Profiles.Tests.Candidates;

/// <summary>An erased person is gone from the bytes on disk, not only from the answers.</summary>
public sealed class ErasureTests : ProfileTest
{
    [Fact]
    [Trait("Store", "File")]
    public async Task Delete_APerson_LeavesNothingPersonalInTheFiles()
    {
        var candidate = await CreatePersonAsync("marker0", "7d0e5f6a-4a6d-4a66-9a93-0d6c3e1a2b3c");
        await UpdateAsync(new Candidate { Name = candidate.Name, Email = "marker0@later.example.org" });
        await ValidateAsync(candidate.Name, Noted("marker0"), "7d0e5f6a-4a6d-4a66-9a93-0d6c3e1a2b3d");
        Assert.True(Occurs("marker0"));

        await DeleteAsync(candidate.Name);

        Assert.False(Occurs("marker0"));
    }

    [Fact]
    [Trait("Store", "File")]
    public async Task DeleteValidationResult_WithANote_LeavesNothingOfItInTheFiles()
    {
        var candidate = await CreatePersonAsync("kept");
        var result = await ValidateAsync(candidate.Name, Noted("marker0"), "7d0e5f6a-4a6d-4a66-9a93-0d6c3e1a2b3d");
        Assert.True(Occurs("marker0"));

        await Client.DeleteValidationResultAsync(new DeleteValidationResultRequest { Name = result.Name });

        Assert.False(Occurs("marker0"));
        Assert.True(Occurs("kept"));
    }

    [Theory]
    [Seeds(3)]
    [Trait("Store", "File")]
    public async Task Delete_AmongManyWritesOfEverySize_LeavesNothingPersonalInTheFiles(int seed)
    {
        const int People = 120;
        var random = new Random(seed);
        var living = new Dictionary<string, Candidate>(StringComparer.Ordinal);
        var erased = new List<string>();
        for (var person = 0; person < People; person++)
        {
            var marker = $"marker{person:000}!";
            living.Add(marker, await CreatePersonAsync(marker, $"00000000-0000-4000-8000-{person:000000000000}"));
            if (random.Next(2) == 0)
            {
                await ValidateAsync(living[marker].Name, Noted(marker));
            }

            if (random.Next(2) == 0)
            {
                var (other, candidate) = living.ElementAt(random.Next(living.Count));
                await UpdateAsync(new Candidate
                {
                    Name = candidate.Name,
                    Email = $"{other}@{new string('x', random.Next(200))}.example.org",
                    Skills = { Enumerable.Repeat(new SkillClaim { Skill = "plastsvetsning" }, 1 + random.Next(150)) },
                });
            }

            if (random.Next(2) == 0)
            {
                var (gone, candidate) = living.ElementAt(random.Next(living.Count));
                await DeleteAsync(candidate.Name);
                living.Remove(gone);
                erased.Add(gone);
            }
        }

        Assert.NotEmpty(erased);
        Assert.DoesNotContain(erased, Occurs);

        await Service.StopAsync();
        Assert.DoesNotContain(erased, Occurs);
        Assert.True(living.Keys.Count(Occurs) >= living.Count * 9 / 10);
    }

    [Fact]
    public async Task Delete_RequestIdOfTheErased_DoesNotBringThemBack()
    {
        const string RequestId = "7d0e5f6a-4a6d-4a66-9a93-0d6c3e1a2b3c";
        var first = await CreatePersonAsync("marker0", RequestId);
        await DeleteAsync(first.Name);

        var second = await CreatePersonAsync("marker0", RequestId);

        Assert.NotEqual(first.Name, second.Name);
    }

    private Task<Candidate> CreatePersonAsync(string marker, string requestId = "") => CreateAsync(
        new Candidate
        {
            GivenName = $"{marker} Given",
            FamilyName = $"Family {marker}",
            Email = $"{marker}@example.org",
        },
        requestId);

    private static ValidationResult Noted(string marker)
    {
        var result = WelderResult();
        result.Covers[0].Note = $"{marker} {new string('n', 400)}";
        return result;
    }

    private bool Occurs(string marker) => Service.Data.Contains(marker);
}
