using System.Text.RegularExpressions;
using Matching.Gateway.Transcoding;

namespace Gateway.Tests.Transcoding;

public sealed class PathTemplateTests
{
    [Theory]
    [InlineData("/v1/vacancies", "v1,vacancies", "", "")]
    [InlineData("/v1/{name=vacancies/*}:publish", "v1,vacancies,*", "name@1+2", "publish")]
    [InlineData("/v1/{candidate.name=candidates/*}", "v1,candidates,*", "candidate.name@1+2", "")]
    [InlineData("/v1/{name=a/*/b/**}:do", "v1,a,*,b,**", "name@1+4", "do")]
    [InlineData("/{one}/x/{two=*}", "*,x,*", "one@0+1!,two@2+1!", "")]
    [InlineData("/**", "**", "", "")]
    public void Parse_Template_ReadsSegmentsVariablesAndVerb(string text, string segments, string variables, string verb)
    {
        var template = PathTemplate.Parse(text);

        Assert.Equal(segments, string.Join(',', template.Segments));
        Assert.Equal(variables, string.Join(
            ',', template.Variables.Select(v => $"{v.FieldPath}@{v.Start}+{v.Count}{(v.Single ? "!" : "")}")));
        Assert.Equal(verb, template.Verb);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("/")]
    [InlineData("/v1/")]
    [InlineData("/v1//x")]
    [InlineData("/v1/{")]
    [InlineData("/v1/{}")]
    [InlineData("/v1/{name")]
    [InlineData("/v1/{name=}")]
    [InlineData("/v1/{.name}")]
    [InlineData("/v1/{a..b}")]
    [InlineData("/v1/{1a}")]
    [InlineData("/v1/{a={b}}")]
    [InlineData("/v1/{a}/{a}")]
    [InlineData("/v1/**/x")]
    [InlineData("/v1/{a=**}/x")]
    [InlineData("/v1/***")]
    [InlineData("/v1/x:")]
    [InlineData("/v1/x:y:z")]
    [InlineData("/v1/x y")]
    public void Parse_OutsideTheGrammar_Throws(string text) =>
        Assert.Throws<FormatException>(() => PathTemplate.Parse(text));

    [Fact]
    public void Find_RandomTemplatesAndPaths_AgreesWithRegularExpressions()
    {
        const int Seed = 20260131;
        var random = new Random(Seed);
        for (var round = 0; round < 2_000; round++)
        {
            var templates = Enumerable.Range(0, random.Next(1, 8))
                .Select(_ => RandomTemplate(random))
                .DistinctBy(Shape)
                .ToList();
            var table = new RouteTable<string>();
            foreach (var text in templates)
            {
                table.Add("GET", PathTemplate.Parse(text), text);
            }

            for (var probe = 0; probe < 20; probe++)
            {
                var path = RandomPath(random, templates);
                var found = table.Find(path, "GET").Route;
                var candidates = templates.Where(text => Regex.IsMatch(path, Pattern(text))).ToList();
                var withVerb = candidates.Where(text => text.Contains(':', StringComparison.Ordinal)).ToList();
                var right = withVerb.Count > 0 ? withVerb : candidates;

                Assert.True(
                    found is null ? right.Count == 0 : right.Contains(found),
                    $"seed {Seed}, round {round}: {path} led to {found ?? "nothing"} among {string.Join(' ', templates)}");
                Assert.True(
                    found is null || right.All(other => !IsMoreSpecific(other, found)),
                    $"seed {Seed}, round {round}: {path} led to {found}, not to the most literal of {string.Join(' ', right)}");
            }
        }
    }

    private static readonly string[] Words = ["a", "b", "c"];

    private static string RandomTemplate(Random random)
    {
        var segments = new List<string>();
        var count = random.Next(1, 5);
        for (var at = 0; at < count; at++)
        {
            segments.Add(random.Next(5) switch
            {
                0 => "*",
                1 => $"{{f{at}}}",
                2 => $"{{g{at}={Words[random.Next(3)]}/*}}",
                _ => Words[random.Next(3)],
            });
        }

        if (random.Next(4) == 0)
        {
            segments.Add(random.Next(2) == 0 ? "**" : "{rest=**}");
        }

        return "/" + string.Join('/', segments) + (random.Next(3) == 0 ? ":" + Words[random.Next(3)] : "");
    }

    private static string RandomPath(Random random, List<string> templates)
    {
        var filled = Shape(templates[random.Next(templates.Count)])
            .Replace("/**", string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => "/" + Words[random.Next(3)])), StringComparison.Ordinal)
            .Replace("*", random.Next(3) == 0 ? "x:y" : Words[random.Next(3)], StringComparison.Ordinal);
        return random.Next(3) == 0 ? filled + ":" + Words[random.Next(3)] : filled.Length == 0 ? "/a" : filled;
    }

    // The template without its variables' names.
    private static string Shape(string template) =>
        Regex.Replace(Regex.Replace(template, @"\{\w+=([^}]*)\}", "$1"), @"\{\w+\}", "*");

    private static string Pattern(string template)
    {
        var shape = Shape(template);
        var colon = shape.IndexOf(':', StringComparison.Ordinal);
        var body = colon < 0 ? shape : shape[..colon];
        var pattern = Regex.Escape(body)
            .Replace(@"/\*\*", "(/[^/]+)*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]+", StringComparison.Ordinal);
        return $"^{pattern}{(colon < 0 ? "" : Regex.Escape(shape[colon..]))}$";
    }

    // At the first segment where they differ, a literal says more than *, and * more than **.
    private static bool IsMoreSpecific(string one, string other)
    {
        var left = PathTemplate.Parse(one);
        var right = PathTemplate.Parse(other);
        if (left.Verb != right.Verb)
        {
            return false;
        }

        static int Rank(IReadOnlyList<string> segments, int at) =>
            at >= segments.Count ? 3 : segments[at] switch { "**" => 2, "*" => 1, _ => 0 };
        for (var at = 0; at < Math.Max(left.Segments.Count, right.Segments.Count); at++)
        {
            if (Rank(left.Segments, at) is var l && Rank(right.Segments, at) is var r && l != r)
            {
                return l < r && r < 3;
            }
        }

        return false;
    }
}
