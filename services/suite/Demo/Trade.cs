namespace Matching.Suite.Demo;

/// <summary>What the demo knows of one SSYK unit group: who employs, what is done and what is asked for.</summary>
internal sealed class Trade
{
    /// <summary>The SSYK-2012 code of the unit group.</summary>
    public required string Ssyk { get; init; }

    /// <summary>Which sentences an ad is written with.</summary>
    public required string Area { get; init; }

    /// <summary>
    /// Branches of <c>employers.tsv</c>; <c>kommun</c>, <c>region</c>, <c>stat</c>; or <c>=</c> and a name.
    /// </summary>
    public required string[] Employers { get; init; }

    /// <summary>The SUN 2020 level of the usual education.</summary>
    public required string Education { get; init; }

    /// <summary>The CEFR level of Swedish that the work usually takes.</summary>
    public required string Swedish { get; init; }

    /// <summary>The CEFR level of English that the work takes; empty when none.</summary>
    public required string English { get; init; }

    /// <summary>Languages that are a merit, as ISO 639-1 codes.</summary>
    public required string[] Languages { get; init; }

    /// <summary>How common it is among the candidates.</summary>
    public required double People { get; init; }

    /// <summary>How common it is among openings that the mix of a place does not name.</summary>
    public required double Rest { get; init; }

    /// <summary>Occupations, and the titles that ads use.</summary>
    public required Term[] Occupations { get; init; }

    /// <summary>What parts of an employer's work are called; <c>branch:name</c> where only one branch has it.</summary>
    public required string[] Workplaces { get; init; }

    /// <summary>What is done, in the infinitive.</summary>
    public required string[] Duties { get; init; }

    public required Term[] Must { get; init; }

    public required Term[] Nice { get; init; }

    public required Paper[] Papers { get; init; }

    /// <summary>Driving licence categories, one of which may be asked for, each with how often in percent.</summary>
    public required Weighted[] Driving { get; init; }

    /// <summary>The workplaces that an employer of the branch has.</summary>
    public IEnumerable<string> WorkplacesOf(string branch)
    {
        var fitting = Workplaces
            .Where(place => !place.Contains(':') || place.StartsWith(branch + ":", StringComparison.Ordinal))
            .DefaultIfEmpty(Workplaces[0]);
        return fitting.Select(place => place[(place.IndexOf(':') + 1)..]);
    }

    public static Trade[] ReadAll() => Table.Read("trades.tsv", row => new Trade
    {
        Ssyk = row.Text("ssyk"),
        Area = row.Text("area"),
        Employers = row.List("employers"),
        Education = row.Text("education"),
        Swedish = row.Text("swedish"),
        English = row.Text("english"),
        Languages = row.List("languages"),
        People = row.Number("people"),
        Rest = row.Number("rest"),
        Occupations = [.. row.List("occupations").Select(Term.Parse)],
        Workplaces = row.List("workplaces"),
        Duties = row.List("duties"),
        Must = [.. row.List("must").Select(Term.Parse)],
        Nice = [.. row.List("nice").Select(Term.Parse)],
        Papers = [.. row.List("papers").Select(Paper.Parse)],
        Driving = row.Weights("driving"),
    });
}

/// <summary>A concept's label and how a text says it.</summary>
internal readonly record struct Term(string Label, string Phrase)
{
    /// <summary>Reads <c>label=phrase</c>, or a label that is its own phrase.</summary>
    public static Term Parse(string text) =>
        text.IndexOf('=') is > 0 and var at ? new Term(text[..at], text[(at + 1)..]) : new Term(text, text);
}

/// <summary>A licence or certificate, and how an opening asks for it.</summary>
internal readonly record struct Paper(Term Term, PaperDemand Demand)
{
    public static Paper Parse(string text) => new(Term.Parse(text[1..]), text[0] switch
    {
        '!' => PaperDemand.Always,
        '~' => PaperDemand.Often,
        _ => PaperDemand.Merit,
    });
}

/// <summary>How an opening asks for a licence or certificate.</summary>
internal enum PaperDemand
{
    Always,
    Often,
    Merit,
}
