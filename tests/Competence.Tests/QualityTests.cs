using System.Diagnostics;
using System.Text.Json;
using Xunit.Abstractions;

namespace Matching.Competence.Tests;

/// <summary>
/// Measures extraction against ads whose keywords another extractor found: a noisy reference, so the figures say more
/// about changes than about truth. Left out are reference words that no concept bears, and those that do not stand in
/// the part of the ad that is given. Precision is low by the reference's own gaps: most of what it lacks is in the ad.
/// </summary>
public sealed class QualityTests(ITestOutputHelper output)
{
    private const ConceptKinds SkillKinds = ConceptKinds.Skills | ConceptKinds.Language | ConceptKinds.DrivingLicence;

    /// <summary>Guards against regression: a little under what was measured when it was last raised.</summary>
    [SharedDataTheory]
    [InlineData("pack", 0.6, 0.45)]
    [InlineData("dumps", 0.6, 0.42)]
    public void ExtractAd_LabelledAds_MeetsTheFloor(string taxonomy, double occupationFloor, double skillFloor)
    {
        var extractor = new ConceptExtractor(taxonomy == "pack" ? Loaded.Pack : Loaded.Dumps);
        var occupations = new Score();
        var groups = new Score();
        var skills = new Score();
        foreach (var ad in LabelledAds())
        {
            var mentions = extractor.ExtractAd(ad.Text, default);
            occupations.Add(
                Concepts(mentions, ConceptKinds.Occupations), Resolve(extractor.Taxonomy, ad.Occupations,
                    ConceptKinds.Occupations));
            groups.Add(
                Groups(extractor.Taxonomy, Concepts(mentions, ConceptKinds.Occupations)),
                Groups(extractor.Taxonomy, Resolve(extractor.Taxonomy, ad.Occupations, ConceptKinds.Occupations)));
            skills.Add(Concepts(mentions, SkillKinds), Resolve(extractor.Taxonomy, ad.Skills, SkillKinds));
        }

        var speed = Speed(extractor);
        Report(taxonomy, occupations, groups, skills, speed);

        Assert.True(occupations.F1 >= occupationFloor,
            $"occupations: F1 {occupations.F1:0.000} is under {occupationFloor}");
        Assert.True(skills.F1 >= skillFloor, $"skills: F1 {skills.F1:0.000} is under {skillFloor}");
    }

    private static IEnumerable<LabelledAd> LabelledAds()
    {
        foreach (var line in File.ReadLines(SharedData.PathOf("labels", "ads_detected_keywords.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var ad = json.RootElement;
            var labels = ad.GetProperty("detected_keywords");
            yield return new LabelledAd(
                ad.GetProperty("header").GetString() + "\n" + ad.GetProperty("content").GetString(),
                Strings(labels.GetProperty("occupations")),
                Strings(labels.GetProperty("skills"))).Visible();
        }

        foreach (var line in File.ReadLines(SharedData.PathOf("labels", "ads_enriched_binary.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var ad = json.RootElement;
            var labels = ad.GetProperty("enriched_binary");
            yield return new LabelledAd(
                ad.GetProperty("headline").GetString() + "\n" + ad.GetProperty("text").GetString(),
                Strings(labels.GetProperty("occupation")),
                Strings(labels.GetProperty("skill"))).Visible();
        }

        static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(s => s.GetString()!)];
    }

    private static HashSet<Concept> Concepts(IEnumerable<Mention> mentions, ConceptKinds kinds) =>
        [.. mentions.Where(m => kinds.Contains(m.Concept.Kind)).Select(m => m.Concept)];

    private static HashSet<Concept> Groups(Taxonomy taxonomy, IEnumerable<Concept> occupations) =>
        [.. occupations.Select(o => taxonomy.GroupOf(o)!)];

    private static HashSet<Concept> Resolve(Taxonomy taxonomy, IEnumerable<string> labels, ConceptKinds kinds) =>
        [.. labels.Select(l => taxonomy.TryResolve(l, kinds, out var concept) ? concept : null).OfType<Concept>()];

    private static double Speed(ConceptExtractor extractor)
    {
        var texts = File.ReadLines(SharedData.PathOf("ads", "aggregated_ads.jsonl")).Select(TextOf).ToArray();
        foreach (var text in texts)
        {
            extractor.ExtractAd(text, default);
        }

        var watch = Stopwatch.StartNew();
        long characters = 0;
        while (watch.ElapsedMilliseconds < 1000)
        {
            foreach (var text in texts)
            {
                extractor.ExtractAd(text, default);
                characters += text.Length;
            }
        }

        return characters / 2000.0 / watch.Elapsed.TotalSeconds;
    }

    private static string TextOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return string.Join('\n', json.RootElement.EnumerateObject()
            .Where(p => p.Value.ValueKind == JsonValueKind.String)
            .Select(p => p.Value.GetString()));
    }

    private void Report(string taxonomy, Score occupations, Score groups, Score skills, double speed)
    {
        var figures = new Dictionary<string, object>
        {
            ["taxonomy"] = taxonomy,
            ["occupations"] = occupations.Figures(),
            ["occupationGroups"] = groups.Figures(),
            ["skills"] = skills.Figures(),
            ["adsOf2000CharactersPerSecond"] = Math.Round(speed),
        };
        var text = JsonSerializer.Serialize(figures, Indented);
        output.WriteLine(text);
        var folder = Path.Combine(SharedData.RepositoryRoot, "artifacts", "quality");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, taxonomy == "dumps" ? "text.json" : $"text-{taxonomy}.json"), text);
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private sealed record LabelledAd(string Text, string[] Occupations, string[] Skills)
    {
        private const int PrefixLength = 6;

        /// <summary>With the labels whose longest word, but for its ending, stands in the text.</summary>
        public LabelledAd Visible() => this with
        {
            Occupations = [.. Occupations.Where(IsVisible)],
            Skills = [.. Skills.Where(IsVisible)],
        };

        private bool IsVisible(string label)
        {
            var word = label.Split(' ').MaxBy(w => w.Length)!;
            return Text.Contains(word[..Math.Min(word.Length, PrefixLength)], StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Precision and recall over all ads together.</summary>
    private sealed class Score
    {
        private int _right;
        private int _found;
        private int _wanted;

        public double Precision => _found == 0 ? 0 : (double)_right / _found;

        public double Recall => _wanted == 0 ? 0 : (double)_right / _wanted;

        public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

        public void Add(HashSet<Concept> found, HashSet<Concept> wanted)
        {
            _found += found.Count;
            _wanted += wanted.Count;
            _right += found.Count(wanted.Contains);
        }

        public object Figures() => new
        {
            precision = Math.Round(Precision, 3),
            recall = Math.Round(Recall, 3),
            f1 = Math.Round(F1, 3),
            found = _found,
            wanted = _wanted,
        };
    }
}
