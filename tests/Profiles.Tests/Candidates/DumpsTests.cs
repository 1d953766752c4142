using Matching.Hosting;
using Matching.Profiles;
using Matching.Profiles.V1;
using Microsoft.Extensions.Configuration;

namespace Profiles.Tests.Candidates;

public sealed class DumpsTests
{
    [SharedDataFact]
    public async Task Create_OnTheFullTaxonomy_KnowsWhatThePackDoesNot()
    {
        await using var service = await HostedService.StartAsync(ProfileHost.Build, builder => builder.Configuration
            .AddInMemoryCollection([new(ServiceHosting.TaxonomyKey, SharedData.PathOf("taxonomy"))]));
        var client = new ProfileService.ProfileServiceClient(service.Channel);

        var created = await client.CreateCandidateAsync(new CreateCandidateRequest
        {
            Candidate = new Candidate
            {
                Occupations =
                {
                    new OccupationExperience { Occupation = "sjukssköterskor" },
                    new OccupationExperience { Occupation = "http://data.europa.eu/esco/occupation/7aedaa07-3884-4c5b-88f9-80997b2aa54b" },
                    new OccupationExperience { Occupation = "ams:7296" },
                },
                Home = "Kramfors",
            },
        });

        Assert.Equal("Sjuksköterska, grundutbildad", created.Occupations[2].Label);
        Assert.Equal(created.Occupations[2].Occupation, created.Occupations[0].Occupation);
        Assert.NotEmpty(created.Occupations[1].Label);
        Assert.Equal("2282", created.Home);
    }
}
