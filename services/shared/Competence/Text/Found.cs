namespace Matching.Competence.Text;

/// <summary>A concept found between two tokens (the end exclusive), and what the text says about it so far.</summary>
internal sealed class Found(Concept concept, int first, int end, double certainty)
{
    public Concept Concept { get; } = concept;

    public int First { get; } = first;

    public int End { get; } = end;

    public double Certainty { get; } = certainty;

    public Importance Importance { get; set; }

    public bool Negated { get; set; }

    public Cefr Level { get; set; }

    public int? Years { get; set; }

    public int? LastYear { get; set; }

    public Whose Whose { get; set; } = Whose.Self;

    public bool Overlaps(Found other) => First < other.End && other.First < End;

    public Mention ToMention(Reading reading)
    {
        var start = reading.Tokens[First].Start;
        var length = reading.Tokens[End - 1].End - start;
        return new Mention(Concept, start, length, reading.Text.Substring(start, length))
        {
            Importance = Importance,
            Negated = Negated,
            Level = Level,
            Years = Years,
            Certainty = Certainty,
            OfPartner = Whose == Whose.Partner,
        };
    }
}

/// <summary>Of whom a CV says something.</summary>
internal enum Whose : byte
{
    Self,
    Partner,
    Both,
}
