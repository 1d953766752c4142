using BenchmarkDotNet.Attributes;

namespace Matching.Benchmarks;

/// <summary>What reading one text costs on one thread, with the built-in pack.</summary>
[MemoryDiagnoser]
public class TextBenchmarks
{
    /// <summary>About 2,000 characters, as ads are in the mean.</summary>
    private const string Ad = """
        Legitimerad sjuksköterska till avdelning 12 i Härnösand
        Om arbetsplatsen
        Vi är en medicinavdelning med tjugo vårdplatser där sjuksköterskor, undersköterskor, läkare, arbetsterapeuter och
        fysioterapeuter arbetar nära varandra i team. Patienterna kommer från hela länet, och många av dem har flera sjukdomar på
        samma gång. Avdelningen ligger nära havet, med egen parkering och goda bussförbindelser från Sundsvall och Kramfors.
        Arbetsuppgifter
        Du leder omvårdnaden under ditt arbetspass, ger läkemedel, tar prover, dokumenterar i journalsystemet och planerar utskrivning
        tillsammans med kommunens hemsjukvård. Handledning av studenter och nya medarbetare ingår, liksom deltagande i vårt
        förbättringsarbete. Du arbetar dag, kväll och var tredje helg enligt ett schema som gruppen lägger tillsammans.
        Kvalifikationer
        Du är legitimerad sjuksköterska och har minst två års erfarenhet av arbete som sjuksköterska inom slutenvård. Goda kunskaper i
        svenska i tal och skrift är ett krav, motsvarande nivå C1. Du har lätt för att samarbeta, behåller lugnet när det är mycket att
        göra och ser till hela människan. B-körkort krävs för resor mellan länets sjukhus.
        Meriterande
        Specialistutbildning till medicinsjuksköterska eller distriktssköterska. Kunskaper i arabiska, tigrinska eller finska. Erfarenhet
        av palliativ vård, sårvård eller diabetesvård. Vana vid datorer är bra, men inget krav ställs på särskilda system.
        Vi erbjuder
        En tillsvidareanställning på heltid, friskvårdsbidrag, kollektivavtal och hjälp med bostad och jobb till din partner för dig som
        flyttar hit. Vi har introduktion i åtta veckor med egen handledare, och möjlighet att läsa vidare på betald arbetstid. Urval sker
        löpande, så vänta inte med din ansökan. Välkommen till oss vid Höga kusten!
        """;

    private const string Cv = "undersköterska, 6 years, Dutch B2 Swedish, my husband is a welder";

    private readonly Taxonomy _taxonomy = Taxonomy.LoadBuiltIn();
    private ConceptExtractor _extractor = null!;

    [GlobalSetup]
    public void Setup() => _extractor = new ConceptExtractor(_taxonomy);

    [Benchmark]
    public int ExtractAd() => _extractor.ExtractAd(Ad, CancellationToken.None).Count;

    [Benchmark]
    public int ExtractCv() => _extractor.ExtractCv(Cv, 2026, CancellationToken.None).Mentions.Count;

    /// <summary>An inflected title, as a feed might carry it.</summary>
    [Benchmark]
    public Concept? ResolveInflected() =>
        _taxonomy.TryResolve("Distriktssköterskor", ConceptKinds.Occupations, out var concept) ? concept : null;

    /// <summary>A title that nobody knows: the dearest answer, since slips are tried as well.</summary>
    [Benchmark]
    public bool ResolveUnknown() => _taxonomy.TryResolve("trollkarlsmästare", ConceptKinds.Occupations, out _);
}
