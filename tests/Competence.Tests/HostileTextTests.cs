using System.Diagnostics;
using System.Text;
using Xunit.Abstractions;

namespace Matching.Competence.Tests;

public sealed class HostileTextTests(ITestOutputHelper output)
{
    private const int Long = 200_000;
    private const int Huge = 5_000_000;

    private static readonly ConceptExtractor Extractor = new(Loaded.Pack);

    [Fact]
    public void Extract_RandomText_NeverThrowsAndKeepsOffsets()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] parts =
        [
            "sjuksköterska", "C#", "c++", ".NET", "asp.net", "B-körkort", "C/CE", "min", "man", "och", "jag", "2015",
            "–", "-", "2 års", "erfarenhet", "\n", "\r\n", "•", ",", ".", "krav", "Härnösand", "svenska", "B2",
            "flytande", "\ud800", "\udc00", "👩‍⚕️", "\0", "\u0308", "å", "\u202e", "buss-", "lastbilsförare", "/", "&",
            "#", "++", "'", "’", "99", "år", "I", "wife", "körkort", "licence", "AB", "\u00ad", "ﬀ", "Ǆ", "ß",
        ];
        for (var i = 0; i < 3000; i++)
        {
            var text = new StringBuilder();
            var length = random.Next(60);
            for (var p = 0; p < length; p++)
            {
                text.Append(random.Next(4) == 0 ? ((char)random.Next(0x10000)).ToString()
                    : parts[random.Next(parts.Length)]);
                if (random.Next(3) > 0)
                {
                    text.Append(' ');
                }
            }

            var whole = text.ToString();
            Assert.All(Extractor.ExtractAd(whole, default), m => Assert.Equal(m.Text, whole.Substring(m.Start,
                m.Length)));
            Extractor.ExtractCv(whole, 2026, default);
            Loaded.Pack.TryResolve(whole, ConceptKinds.All, out _);
        }
    }

    private static readonly string[] Repeated =
    [
        "a", "å", " ", "\n", "-", "a-", "a/", "a.", "a a", "sjuksköterska ", "svenska ", "C/", "B-körkort ", "C ",
        "min man ", "2 års ", "2015-", "krav ", "körkort", "\ud800", "\u0308", "buss- ", "Lund ", "svenska och ",
        "sjuksköterska, 2 år\n", "legitimerad sjuksköterska och ", "#", "c++", "xqzkvjwxqzkvjw ", "licence ",
        "och eller ",
    ];

    public static TheoryData<string> Parts => [.. Repeated];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Extract_LongTextOfOneThing_TakesBoundedTime(string part) =>
        Extract(string.Concat(Enumerable.Repeat(part, Long / part.Length)), TimeSpan.FromSeconds(20));

    [Fact]
    public void Extract_FiveMegabytesOfEverything_TakesBoundedTime()
    {
        var text = string.Concat(Repeated.SelectMany(p => Enumerable.Repeat(p, Huge / Repeated.Length / p.Length)));

        Extract(text, TimeSpan.FromSeconds(120));
    }

    private void Extract(string text, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();

        Extractor.ExtractAd(text, default);
        var ad = watch.Elapsed;
        Extractor.ExtractCv(text, 2026, default);
        output.WriteLine($"ad {ad.TotalSeconds:0.0} s, CV {(watch.Elapsed - ad).TotalSeconds:0.0} s");

        Assert.True(watch.Elapsed < limit, $"{watch.Elapsed}");
    }
}
