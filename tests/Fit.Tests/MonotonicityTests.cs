namespace Matching.Fit.Tests;

/// <summary>
/// Meeting more, or proving it better, never lowers a score: tried on random pairs, one change at a time.
/// </summary>
public sealed class MonotonicityTests
{
    private const int Seed = 20261121;
    private const int Pairs = 2_000;

    /// <summary>Single precision rounds a feature by less than this much of a score.</summary>
    private const double Rounding = 1e-5;

    [Fact]
    public void Score_OccupationAdded_NeverFalls() =>
        NeverFalls((pairs, facts, opening) => facts with
        {
            Occupations = [.. facts.Occupations, pairs.Occupation(Near(opening))],
        });

    [Fact]
    public void Score_MoreYears_NeverFalls() =>
        NeverFalls((pairs, facts, _) => facts with
        {
            Occupations = Changed(
                pairs, facts.Occupations, o => o with { Years = o.Years + pairs.Random.Next(1, 9) / 4f }),
        });

    [Fact]
    public void Score_SkillAdded_NeverFalls() =>
        NeverFalls((pairs, facts, opening) => facts with
        {
            Skills = [.. facts.Skills.Append(pairs.Skill(Skills(opening))).DistinctBy(s => s.Skill)],
        });

    [Fact]
    public void Score_HigherSkillLevel_NeverFalls() =>
        NeverFalls((pairs, facts, _) => facts with
        {
            Skills = Changed(pairs, facts.Skills, s => s with { Level = (byte)Math.Min(5, s.Level + 1) }),
        });

    [Fact]
    public void Score_LanguageAdded_NeverFalls() =>
        NeverFalls((pairs, facts, _) => facts with { Languages = [.. facts.Languages, pairs.Language()] });

    [Fact]
    public void Score_HigherLanguageLevel_NeverFalls() =>
        NeverFalls((pairs, facts, _) => facts with
        {
            Languages = Changed(pairs, facts.Languages, l => l with { Level = Up(l.Level) }),
        });

    [Fact]
    public void Score_HigherSpeakingAndWriting_NeverFalls() =>
        NeverFalls((pairs, facts, _) => facts with
        {
            Languages = Changed(pairs, facts.Languages, l => pairs.Chance(0.5)
                ? l with { Speaking = l.Speaking == Cefr.None ? Cefr.None : Up(l.Speaking) }
                : l with { Writing = l.Writing == Cefr.None ? Cefr.None : Up(l.Writing) }),
        });

    [Fact]
    public void Score_EducationAdded_NeverFalls() =>
        NeverFalls((pairs, facts, opening) => facts with
        {
            Educations = [.. facts.Educations, pairs.Education(Near(opening))],
        });

    [Fact]
    public void Score_EducationCompleted_NeverFalls() =>
        NeverFalls((pairs, facts, _) => facts with
        {
            Educations = Changed(pairs, facts.Educations, e => e with { Completed = true }),
        });

    [Fact]
    public void Score_LicenceAdded_NeverFalls() =>
        NeverFalls((pairs, facts, opening) => facts with
        {
            Licences = [.. facts.Licences, pairs.Licence(Skills(opening))],
        });

    [Fact]
    public void Score_StrongerEvidence_NeverFalls() =>
        NeverFalls((pairs, facts, _) => pairs.Random.Next(5) switch
        {
            0 => facts with
            {
                Occupations = Changed(pairs, facts.Occupations, o => o with { Evidence = Up(o.Evidence) }),
            },
            1 => facts with { Skills = Changed(pairs, facts.Skills, s => s with { Evidence = Up(s.Evidence) }) },
            2 => facts with { Languages = Changed(pairs, facts.Languages, l => l with { Evidence = Up(l.Evidence) }) },
            3 => facts with
            {
                Educations = Changed(pairs, facts.Educations, e => e with { Evidence = Up(e.Evidence) }),
            },
            _ => facts with { Licences = Changed(pairs, facts.Licences, l => l with { Evidence = Up(l.Evidence) }) },
        });

    [Fact]
    public void Score_Validated_NeverFalls() =>
        NeverFalls((pairs, facts, opening) => facts with
        {
            Validations =
            [
                new ValidationFact
                {
                    Full = pairs.Chance(0.5),
                    Covers =
                    [
                        new(pairs.Pick(Near(opening))),
                        new(pairs.Pick(Skills(opening))),
                        .. facts.Languages.Take(1)
                            .Select(l => new ValidationItem(l.Language, (Cefr)pairs.Random.Next(7))),
                    ],
                    Verification = (Verification)pairs.Random.Next(5),
                },
            ],
        });

    /// <summary>
    /// Validated is worth more than declared, not only as much, wherever the opening has to do with it.
    /// </summary>
    [Fact]
    public void Score_ValidatedOccupation_IsAboveDeclared()
    {
        var opening = new OpeningFacts { Occupation = World.Occupation("ssyk:7212") };
        var scores = Enum.GetValues<Evidence>()
            .Where(e => e != Evidence.Unspecified)
            .Select(e => World.Score(new CandidateFacts { Occupations = [World.Worked("ssyk:7212", 3, e)] }, opening))
            .ToList();

        Assert.Equal(scores.Order(), scores);
        Assert.Equal(scores.Count, scores.Distinct().Count());
    }

    private static void NeverFalls(Func<RandomPairs, CandidateFacts, OpeningFacts, CandidateFacts> better)
    {
        var pairs = new RandomPairs(Seed);
        var rose = 0;
        for (var i = 0; i < Pairs; i++)
        {
            var (facts, openingFacts) = pairs.Next();
            var opening = World.Opening(openingFacts);
            var before = World.Score(World.Candidate(facts), opening);
            var gatesBefore = World.FailedGates(facts, openingFacts);
            var improved = better(pairs, facts, openingFacts);

            var after = World.Score(World.Candidate(improved), opening);

            Assert.True(after >= before - Rounding, $"Seed {Seed}, pair {i}: from {before} to {after}.");
            FeaturesKeepTheirDirection(World.Features(facts, openingFacts), World.Features(improved, openingFacts), i);
            Assert.True(
                (World.FailedGates(improved, openingFacts) & ~gatesBefore) == GateTypes.None,
                $"Seed {Seed}, pair {i}: a gate closed.");
            rose += after > before + Rounding ? 1 : 0;
        }

        // Otherwise nothing was tried.
        Assert.True(rose > Pairs / 200, $"Seed {Seed}: only {rose} of {Pairs} scores rose.");
    }

    /// <summary>
    /// What a trained model's constraints rest on: each feature moves the way it says, and what is asked stays asked.
    /// A feature that can be learned of a wish may become known, but not by meeting more of what is required.
    /// </summary>
    private static void FeaturesKeepTheirDirection(float[] before, float[] after, int pair)
    {
        for (var i = 0; i < before.Length; i++)
        {
            var feature = FitEngine.Features[i];
            Assert.True(
                float.IsNaN(before[i]) == float.IsNaN(after[i]) && !(feature.Direction * (after[i] - before[i]) < -Rounding),
                $"Seed {Seed}, pair {pair}: {feature.Name} from {before[i]} to {after[i]}.");
        }
    }

    private static T[] Changed<T>(RandomPairs pairs, IReadOnlyList<T> facts, Func<T, T> change)
    {
        var changed = facts.ToArray();
        if (changed.Length > 0)
        {
            var at = pairs.Random.Next(changed.Length);
            changed[at] = change(changed[at]);
        }

        return changed;
    }

    private static Concept[] Near(OpeningFacts opening) =>
        [opening.Occupation, .. World.Taxonomy.ExperienceServing(opening.Occupation).Select(r => r.Concept).Take(20)];

    private static Concept[] Skills(OpeningFacts opening)
    {
        var group = World.Taxonomy.GroupOf(opening.Occupation)!;
        return [.. World.Taxonomy.SkillsOf(group).Take(12).DefaultIfEmpty(opening.Occupation)];
    }

    private static Cefr Up(Cefr level) => level == Cefr.C2 ? level : level + 1;

    private static Evidence Up(Evidence evidence) => evidence == Evidence.Validated ? evidence : evidence + 1;
}
