using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Matching.Competence;
using Xunit.Abstractions;

namespace Matching.Vacancies.Tests;

public sealed class ImportScaleTests(ITestOutputHelper output)
{
    /// <summary>
    /// More than is ever held of a body at a time: parts in hand, their objects, the database's pages.
    /// </summary>
    private const long MaximumHeapBytes = 300L * 1024 * 1024;

    [Fact]
    public Task Import_TwoThousandAdsInOneBody_IsBounded() => ImportAsync(2_000);

    [Fact]
    [Trait("Category", "Slow")]
    public Task Import_HundredThousandAdsInOneBody_IsBounded() => ImportAsync(100_000);

    private async Task ImportAsync(int count)
    {
        await using var server = await VacancyServer.StartAsync();
        var peak = 0L;
        long bytes = 0;
        var watch = Stopwatch.StartNew();

        var response = await server.ImportAsync(Measured());

        output.WriteLine(
            $"{count} ads, {bytes / 1_000_000} MB in {watch.Elapsed.TotalSeconds:F1} s: "
            + $"{count / watch.Elapsed.TotalSeconds:F0} ads/s, peak heap {peak / 1_000_000} MB");
        Assert.Equal((count, count), (response.ReceivedCount, response.CreatedCount));
        Assert.InRange(peak, 0, MaximumHeapBytes);
        var last = await server.GetAsync($"{count - 1}");
        Assert.NotEmpty(last.Requirements);

        IEnumerable<byte[]> Measured()
        {
            foreach (var piece in Pieces(count, seed: 17))
            {
                bytes += piece.Length;

                // On a busy machine garbage waits for its collection; what is held does not go with it.
                var heap = GC.GetTotalMemory(forceFullCollection: false);
                peak = Math.Max(peak, heap <= MaximumHeapBytes ? heap : GC.GetTotalMemory(forceFullCollection: true));
                yield return piece;
            }
        }
    }

    /// <summary>One array of so many different ads in pieces of some 64 KiB.</summary>
    private static IEnumerable<byte[]> Pieces(int count, int seed)
    {
        var random = new Random(seed);
        var concepts = VacancyServer.Taxonomy.Concepts;
        var occupations = concepts.Where(c => c.Kind == ConceptKind.Occupation).ToArray();
        var municipalities = concepts.Where(c => c.Kind == ConceptKind.Municipality).ToArray();
        var skills = concepts.Where(c => c.Kind is ConceptKind.Skill or ConceptKind.Certificate).ToArray();
        var text = new StringBuilder("[");
        for (var i = 0; i < count; i++)
        {
            text.Append(i == 0 ? "" : ",\n").Append(Ad(i));
            if (text.Length > 64 * 1024 || i == count - 1)
            {
                text.Append(i == count - 1 ? "]" : "");
                yield return Encoding.UTF8.GetBytes(text.ToString());
                text.Clear();
            }
        }

        string Ad(int i) => Ads.Ad($"{i}", ad =>
        {
            var occupation = Pick(occupations);
            var municipality = Pick(municipalities);
            ad["headline"] = $"{occupation.Swedish} till {municipality.Swedish}";
            ad["occupation"] = Ads.Concept(occupation.Id, occupation.Swedish, occupation.LegacyId);
            ad["occupation_group"] = null;
            ad["workplace_address"] = new JsonObject { ["municipality_code"] = municipality.Code };
            ad["description"]!["text"] =
                $"""
                Vi söker en erfaren {occupation.Swedish.ToLowerInvariant()} till vår verksamhet i {municipality.Swedish}.
                Du arbetar i team med uppgifter som omväxlar över året, och du tar eget ansvar för att arbetet blir bra. Hos oss
                möter du kunder och kollegor varje dag. Vi erbjuder introduktion, utbildning och en trygg anställning.
                Krav:
                - minst {random.Next(1, 6)} års erfarenhet som {occupation.Swedish.ToLowerInvariant()}
                - {Pick(skills).Swedish}
                - goda kunskaper i svenska i tal och skrift
                - B-körkort
                Meriterande:
                - {Pick(skills).Swedish}
                - {Pick(skills).Swedish}
                Frågor om tjänsten besvaras av rekryterande chef. Ring 060-12 34 {random.Next(10, 99)} eller skriv till
                jobb{i}@exempel.se. Urval sker löpande, så skicka din ansökan redan i dag. Välkommen!
                """;
        });

        T Pick<T>(T[] from) => from[random.Next(from.Length)];
    }
}
