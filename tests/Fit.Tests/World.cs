namespace Matching.Fit.Tests;

/// <summary>The built-in taxonomy, and short ways to say what a person and an ad are like.</summary>
internal static class World
{
    private static readonly Lazy<FitEngine> LazyEngine = new(() => new FitEngine(Taxonomy.LoadBuiltIn()));

    public static FitEngine Engine => LazyEngine.Value;

    public static Taxonomy Taxonomy => Engine.Taxonomy;

    public static DateTimeOffset Now { get; } = new(2027, 3, 1, 12, 0, 0, TimeSpan.FromHours(1));

    public static DateOnly Today { get; } = DateOnly.FromDateTime(Now.DateTime);

    public static Concept Find(string text, ConceptKinds kinds = ConceptKinds.All) =>
        Taxonomy.TryResolve(text, kinds, out var concept)
            ? concept
            : throw new ArgumentException($"The taxonomy does not know '{text}'.", nameof(text));

    public static Concept Occupation(string text) => Find(text, ConceptKinds.Occupations);

    public static Concept Municipality(string text) => Find(text, ConceptKinds.Municipality);

    public static Candidate Candidate(CandidateFacts facts) => Fit.Candidate.From(facts, Taxonomy, Today);

    public static Opening Opening(OpeningFacts facts) => Fit.Opening.From(facts, Taxonomy);

    public static HeldOccupation Worked(
        string occupation, float years, Evidence evidence = Evidence.SelfDeclared) =>
        new(Occupation(occupation), years, 0, evidence);

    public static HeldLanguage Speaks(string language, Cefr level, Evidence evidence = Evidence.SelfDeclared) =>
        new(Find(language, ConceptKinds.Language), level, Cefr.None, Cefr.None, evidence);

    public static HeldSkill Can(string skill, byte level = 0, Evidence evidence = Evidence.SelfDeclared) =>
        new(Find(skill, ConceptKinds.Skills), level, evidence);

    public static HeldLicence Holds(
        string licence, Evidence evidence = Evidence.SelfDeclared, DateOnly? until = null) =>
        new(Find(licence, ConceptKinds.Skills | ConceptKinds.DrivingLicence), until, evidence);

    public static Requirement Asks(string concept, ConceptKinds kinds, bool must = true)
    {
        var found = Find(concept, kinds);
        return new Requirement(Requirement.TypeOf(found), found, must);
    }

    public static Requirement AsksLanguage(
        string language, Cefr required, Cefr desired = Cefr.None, bool must = true) =>
        Asks(language, ConceptKinds.Language, must) with { RequiredLevel = required, DesiredLevel = desired };

    public static FitReport Explain(CandidateFacts candidate, OpeningFacts opening, Tongue language = Tongue.Swedish) =>
        Engine.Explain(Candidate(candidate), Opening(opening), FitEngine.ExpertModel, Now, Consents.None, language);

    public static double Score(CandidateFacts candidate, OpeningFacts opening) =>
        Score(Candidate(candidate), Opening(opening));

    public static double Score(Candidate candidate, Opening opening)
    {
        var features = new float[FitEngine.Features.Count];
        Engine.Extract(candidate, opening, Now, features);
        return FitEngine.ExpertModel.Score(features);
    }

    public static float[] Features(CandidateFacts candidate, OpeningFacts opening)
    {
        var features = new float[FitEngine.Features.Count];
        Engine.Extract(Candidate(candidate), Opening(opening), Now, features);
        return features;
    }

    public static GateTypes FailedGates(CandidateFacts candidate, OpeningFacts opening) =>
        Engine.FailedGates(Candidate(candidate), Opening(opening), Now, Consents.None);
}
