using Matching.Competence;

namespace Matching.Fit;

/// <summary>Work in one occupation.</summary>
/// <param name="Occupation">An occupation or occupation group.</param>
/// <param name="Years">Years of full-time work; 0 where not stated.</param>
/// <param name="LastYear">
/// The last calendar year in it; 0 where not stated. Told, never ranked on: gaps are nobody's business.
/// </param>
/// <param name="Evidence">How well it is supported.</param>
public readonly record struct HeldOccupation(Concept Occupation, float Years, short LastYear, Evidence Evidence);

/// <summary>A skill that a person has.</summary>
/// <param name="Skill">A skill, certificate or licence.</param>
/// <param name="Level">1 (some) to 5 (expert); 0 where not stated.</param>
/// <param name="Evidence">How well it is supported.</param>
public readonly record struct HeldSkill(Concept Skill, byte Level, Evidence Evidence);

/// <summary>A language that a person uses. Which one is the mother tongue is not known here.</summary>
/// <param name="Language">The language.</param>
/// <param name="Level">The overall level.</param>
/// <param name="Speaking">The level in speech; none means the overall level.</param>
/// <param name="Writing">The level in writing; none means the overall level.</param>
/// <param name="Evidence">How well it is supported.</param>
public readonly record struct HeldLanguage(
    Concept Language, Cefr Level, Cefr Speaking, Cefr Writing, Evidence Evidence)
{
    /// <summary>
    /// The level that can be relied on: the overall one, or what is held both in speech and in writing.
    /// </summary>
    public Cefr Reliable
    {
        get
        {
            var speaking = Speaking == Cefr.None ? Level : Speaking;
            var writing = Writing == Cefr.None ? Level : Writing;
            var both = speaking < writing ? speaking : writing;
            return both > Level ? both : Level;
        }
    }
}

/// <summary>An education, at least one of whose level, field and occupation is known.</summary>
/// <param name="Level">The level.</param>
/// <param name="Field">The field.</param>
/// <param name="Occupation">The occupation that it leads to.</param>
/// <param name="Completed">Whether it was completed.</param>
/// <param name="Evidence">How well it is supported.</param>
public readonly record struct HeldEducation(
    Concept? Level, Concept? Field, Concept? Occupation, bool Completed, Evidence Evidence);

/// <summary>A driving licence, a professional licence or a certificate.</summary>
/// <param name="Licence">What is held.</param>
/// <param name="ValidUntil">The last day it is valid; null for no end.</param>
/// <param name="Evidence">How well it is supported.</param>
public readonly record struct HeldLicence(Concept Licence, DateOnly? ValidUntil, Evidence Evidence)
{
    /// <summary>True where it is valid on the day.</summary>
    public bool IsValid(DateOnly day) => ValidUntil is not { } last || day <= last;
}
