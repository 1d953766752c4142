namespace Matching.Competence;

/// <summary>How much an ad asks for what it mentions.</summary>
public enum Importance : byte
{
    /// <summary>Named without a demand.</summary>
    Mentioned,

    /// <summary>An advantage.</summary>
    Nice,

    /// <summary>Required.</summary>
    Must,
}

/// <summary>A concept found in a text.</summary>
/// <param name="Concept">What was found.</param>
/// <param name="Start">Where it starts in the original text, in UTF-16 code units.</param>
/// <param name="Length">How long it is in the original text, in UTF-16 code units.</param>
/// <param name="Text">The words as they stand in the text.</param>
public sealed record Mention(Concept Concept, int Start, int Length, string Text)
{
    /// <summary>How much the text asks for it. Always <see cref="Importance.Mentioned"/> in a CV.</summary>
    public Importance Importance { get; init; }

    /// <summary>
    /// The text says that it is <i>not</i> asked for, or not had: "inget krav på körkort", "no driving licence".
    /// </summary>
    public bool Negated { get; init; }

    /// <summary>The level of a language, where one is stated.</summary>
    public Cefr Level { get; init; }

    /// <summary>Years of experience, where stated.</summary>
    public int? Years { get; init; }

    /// <summary>How sure the reading is, 0 to 1: 1 a known name, less for a compound or a corrected spelling.</summary>
    public double Certainty { get; init; } = 1;

    /// <summary>True when a CV says this about the writer's partner.</summary>
    public bool OfPartner { get; init; }
}
