using System.Runtime.InteropServices;

namespace Matching.Competence.Text;

/// <summary>What a phrase around a concept says about it.</summary>
internal enum CueKind : byte
{
    /// <summary>"krävs", "must".</summary>
    Must,

    /// <summary>"du har", "you are": a demand, unless something clearer is near.</summary>
    SoftMust,

    /// <summary>"meriterande", "an advantage".</summary>
    Nice,

    /// <summary>"inget krav på", "no need for", "saknar".</summary>
    Negation,

    /// <summary>A heading over demands.</summary>
    MustHeading,

    /// <summary>A heading over advantages.</summary>
    NiceHeading,

    /// <summary>A heading over something else: the employer, the tasks, the offer.</summary>
    OtherHeading,

    /// <summary>The beginning of a sentence that speaks of something else: the offer, the application.</summary>
    Elsewhere,

    /// <summary>A word for a level of a language.</summary>
    Level,

    /// <summary>"språk", "tal och skrift": a language is spoken of as a language.</summary>
    Language,
    Experience,

    /// <summary>"legitimerad", "registered": the occupation is held with its licence.</summary>
    Licensed,

    /// <summary>"examen", "degree": a field of education is spoken of as one.</summary>
    Education,

    /// <summary>"min man", "my wife".</summary>
    Partner,

    /// <summary>"with my husband": names a partner without saying anything about them.</summary>
    Companion,

    /// <summary>"she", "hans": goes on about a partner.</summary>
    PartnerPronoun,

    /// <summary>"jag", "I am".</summary>
    Self,

    /// <summary>"my wife and I".</summary>
    Both,

    /// <summary>"vi", "we": both, once a partner has been named.</summary>
    We,

    /// <summary>"vill bo i", "move to".</summary>
    Wish,

    /// <summary>"bor i", "from".</summary>
    Home,
}

/// <summary>A cue found between two tokens, the end exclusive.</summary>
internal readonly record struct Cue(CueKind Kind, Cefr Level, int First, int End);

/// <summary>
/// The phrases that tell what is asked for, negated, at which level, and of whom, in Swedish and English.
/// </summary>
internal static class Cues
{
    private static readonly Dictionary<string, int> Words = new(StringComparer.Ordinal);
    private static readonly Dictionary<long, int> Edges = [];
    private static readonly List<(CueKind Kind, Cefr Level)?> Ends = [null];
    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Find =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    static Cues()
    {
        Add(CueKind.Must,
            "krav", "kravet", "kraven", "ett krav", "skallkrav", "ska-krav", "krävs", "kräver", "erfordras",
            "fordras", "måste", "måste ha", "ska ha", "skall ha", "ska du ha", "ska vara", "skall vara", "ska kunna",
            "behöver ha", "behöver du", "behöver vara", "behöver kunna", "nödvändigt", "nödvändig", "förutsättning",
            "förutsätter", "förutsätts", "obligatoriskt", "är ett måste", "ett måste", "ska inneha", "innehar",
            "innehav av", "vi kräver", "vi förutsätter", "vi ställer krav", "för tjänsten krävs", "grundkrav",
            "minst", "lägst", "required", "requirement", "requirements", "requires", "require", "must", "must have",
            "mandatory", "essential", "necessary", "prerequisite", "need to have", "you need", "needs to have",
            "at least", "minimum", "is needed");
        Add(CueKind.SoftMust,
            "du har", "du är", "du har en", "du som är", "du som har", "dig som är", "dig som har", "har du", "är du",
            "vi söker", "söker vi", "du behärskar", "du talar", "du kan", "du är utbildad", "du ska", "ska du",
            "du bör", "du skall", "you have", "you are", "you're", "we are looking for", "we're looking for",
            "looking for", "vi ser att du", "vi vill att du", "du besitter");
        Add(CueKind.Nice,
            "meriterande", "merit", "en merit", "merit om", "ett plus", "ett stort plus", "plus", "fördel",
            "en fördel", "fördelaktigt", "fördelaktig", "gärna", "ser gärna", "önskvärt", "önskvärd", "önskas",
            "önskvärda", "önskemål", "extra plus", "bonus", "vi önskar", "det är bra om", "bra om du", "kan vara bra",
            "starkt meriterande", "särskilt meriterande", "med fördel", "uppskattas", "advantage", "an advantage",
            "advantageous", "beneficial", "preferred", "preferably", "nice to have", "nice-to-have", "desirable",
            "desired", "a plus", "meriting", "merits", "ideally", "would be good", "would be great", "is valued",
            "appreciated", "an asset", "not required but", "optional");
        Add(CueKind.Negation,
            "inget krav", "inga krav", "inget krav på", "inga krav på", "ej krav", "ej ett krav", "inte krav",
            "inte ett krav", "är inte något krav", "inte något krav", "utan krav", "utan krav på", "inte ett måste",
            "inget måste", "krävs inte", "krävs ej", "kräver inte", "krävs inga", "krävs ingen", "krävs inget",
            "behövs inte", "behövs ej", "behöver inte", "behöver du inte", "behöver ej", "inte nödvändigt",
            "inte nödvändig", "ej nödvändigt", "inte ha", "saknar", "har inte", "har ej", "har inget", "har ingen",
            "har inga", "utan", "ingen", "inget", "inga", "ej", "no need", "no need for", "not required",
            "isn't required", "is not required", "are not required", "not necessary", "not a requirement",
            "no requirement", "no requirements", "not needed", "do not need", "don't need", "does not require",
            "doesn't require", "without", "no", "do not have", "don't have", "have no", "lack", "not have", "men inte", "dock inte",
            "men ej", "talar inte", "pratar inte", "kan inte", "but not", "but no", "do not speak", "don't speak",
            "not yet");
        Add(CueKind.MustHeading,
            "krav", "kravprofil", "kvalifikationer", "kvalifikationskrav", "våra krav", "krav för tjänsten",
            "krav på dig", "formella krav", "skallkrav", "ska-krav", "du behöver", "du behöver ha", "vem är du",
            "om dig", "din profil", "din bakgrund", "din kompetens", "dina kvalifikationer", "vi söker dig som",
            "vi söker dig", "vi söker", "vem söker vi", "vi tror att du", "bakgrund", "utbildning och erfarenhet",
            "kompetenskrav", "behörighetskrav", "erfarenhet", "utbildning", "kompetens", "obligatoriskt",
            "kunskaper och erfarenheter", "du har", "du är", "requirements", "required", "qualifications",
            "must have", "must haves", "your profile", "about you", "who you are", "who are you", "your background",
            "your qualifications", "we are looking for", "we expect", "you have", "skills", "key skills",
            "required skills", "what you need", "what we are looking for", "basic qualifications",
            "minimum qualifications", "experience");
        Add(CueKind.NiceHeading,
            "meriterande", "meriter", "det är meriterande", "meriterande är", "meriterande erfarenhet",
            "meriterande kunskaper", "önskvärt", "önskvärda kvalifikationer", "önskvärda kunskaper", "önskemål",
            "plus om du har", "det är ett plus", "bonus", "vi ser gärna", "vi ser gärna att du", "du har gärna",
            "du får också gärna ha", "nice to have", "nice-to-have", "merits", "meriting", "preferred",
            "preferred qualifications", "preferred skills", "desirable", "a plus", "bonus points", "extra merits",
            "good to have", "advantages", "beneficial");
        Add(CueKind.OtherHeading,
            "om oss", "om företaget", "om arbetsplatsen", "om rollen", "om tjänsten", "om jobbet", "om uppdraget",
            "om kommunen", "om verksamheten", "vi erbjuder", "vi erbjuder dig", "vad vi erbjuder", "vad erbjuder vi",
            "arbetsuppgifter", "dina arbetsuppgifter", "huvudsakliga arbetsuppgifter", "rollen", "uppdraget",
            "din roll", "ditt uppdrag", "ansökan", "så ansöker du", "så söker du", "kontakt", "kontaktpersoner",
            "övrigt", "övrig information", "anställningsform", "villkor", "anställningsvillkor", "lön", "tillträde",
            "arbetstid", "placering", "information om tjänsten", "välkommen med din ansökan",
            "om dina arbetsuppgifter", "beskrivning", "about us", "about the company", "about the role",
            "about the job", "the role", "your role", "we offer", "what we offer", "benefits", "responsibilities",
            "key responsibilities", "your responsibilities", "duties", "tasks", "application", "how to apply",
            "contact", "job description", "your tasks", "the position");

        Add(CueKind.Elsewhere,
            "vi erbjuder", "vi kan erbjuda", "hos oss", "låter detta", "låter det", "välkommen", "varmt välkommen",
            "skicka", "skicka in", "vi ser fram emot", "tjänsten är", "anställningen är", "urval", "vi undanber",
            "ansök", "sök jobbet", "har du frågor", "vid frågor", "tillträde", "heltid", "lön", "vi är ett",
            "vi är en", "företaget", "om du vill veta mer", "we offer", "does this sound", "sounds like you", "apply",
            "send your", "we are a", "please apply", "for more information", "the position is");

        AddLevel(Cefr.A1, "a1", "nybörjare", "beginner", "beginners", "lite", "some basic", "a little");
        AddLevel(Cefr.A2,
            "a2", "some", "grundläggande", "viss", "vissa kunskaper", "enkel", "basic", "elementary", "sfi c",
            "sfi kurs c", "sfi nivå c", "limited");
        AddLevel(Cefr.B1,
            "b1", "sfi d", "sfi kurs d", "sfi nivå d", "intermediate", "conversational", "hyfsad", "hyfsade", "okej",
            "göra dig förstådd", "göra sig förstådd", "förstå", "samtalsnivå", "vardaglig", "sas grund",
            "svenska som andraspråk grund", "pre-intermediate");
        AddLevel(Cefr.B2,
            "b2", "goda kunskaper", "god kunskap", "god", "goda", "bra", "goda språkkunskaper", "behärskar",
            "behärska", "obehindrad", "good", "upper intermediate", "upper-intermediate", "good command",
            "good knowledge", "working proficiency", "i tal och skrift", "både i tal och skrift",
            "spoken and written", "verbal and written", "written and spoken", "både tal och skrift");
        AddLevel(Cefr.C1,
            "c1", "flytande", "mycket god", "mycket goda", "mycket bra", "mycket goda kunskaper", "väldigt goda",
            "väldigt goda kunskaper", "utmärkta kunskaper", "utmärkt", "utmärkta", "obehindrat", "fluent", "fluently",
            "fluency", "advanced", "excellent", "very good", "proficient", "proficiency", "full professional",
            "professional proficiency", "strong", "avancerad");
        AddLevel(Cefr.C2,
            "c2", "modersmål", "modersmålsnivå", "förstaspråk", "native", "native speaker", "mother tongue",
            "mothertongue", "first language", "near native", "near-native", "bilingual", "tvåspråkig");

        Add(CueKind.Language,
            "språk", "språket", "språkkunskaper", "språkkrav", "tal", "skrift", "tala", "talar", "talat", "skriva",
            "skriver", "läsa", "uttrycka", "kommunicera", "kommunicerar", "kunskaper i", "kunskap i", "kunnig i",
            "på", "language", "languages", "speak", "speaks", "speaking", "spoken", "written", "write", "writing",
            "read", "command of", "knowledge of", "communicate", "tolk", "tolkar", "översätta", "svenska språket",
            "sfi", "undervisning i", "kunna");
        Add(CueKind.Experience,
            "erfarenhet", "erfarenheter", "erfarenhet av", "yrkeserfarenhet", "arbetslivserfarenhet",
            "arbetserfarenhet", "vana", "vana av", "arbetat", "jobbat", "verksam", "dokumenterad", "experience",
            "experience as", "experienced", "worked", "working", "practice", "i yrket", "branschen", "as a", "as an",
            "arbetat som", "jobbat som", "yrkesverksam");
        Add(CueKind.Licensed,
            "legitimerad", "legitimerade", "leg", "legitimation som", "legitimation för", "svensk legitimation som",
            "yrkeslegitimation som", "registered", "licensed", "certified");
        Add(CueKind.Education,
            "examen", "examen i", "examen inom", "utbildning", "utbildning inom", "utbildning i", "utbildad",
            "utbildad inom", "studier i", "studerat", "läst", "högskoleutbildning", "yrkesutbildning", "program",
            "programmet", "kandidat", "master", "magister", "civilingenjör", "degree", "degree in", "bachelor",
            "bachelor's", "bachelors", "master's", "masters", "diploma", "studied", "studies in", "education",
            "graduate", "graduated", "phd", "msc", "bsc", "doktorsexamen", "linje", "inriktning");

        foreach (var person in new[]
        {
            "man", "fru", "hustru", "make", "maka", "sambo", "partner", "respektive", "särbo", "pojkvän", "flickvän",
            "fästman", "fästmö", "kille", "tjej", "livskamrat",
        })
        {
            Add(CueKind.Partner, $"min {person}", $"min {person}s");
            Add(CueKind.Companion, $"med min {person}", $"till min {person}", $"av min {person}",
                $"tillsammans med min {person}");
            Add(CueKind.Both, $"min {person} och jag", $"jag och min {person}", $"både jag och min {person}",
                $"både min {person} och jag");
        }

        Add(CueKind.Partner,
            "sambon", "maken", "frun", "hustrun", "partnern", "min äkta hälft", "medflyttande partner", "medföljande",
            "respektive", "partner", "husband", "wife", "spouse", "sambo");
        foreach (var person in new[]
        {
            "husband", "wife", "partner", "spouse", "boyfriend", "girlfriend", "fiance", "fiancee", "other half",
            "better half", "hubby",
        })
        {
            Add(CueKind.Partner, $"my {person}", $"my {person} s", $"our {person}");
            Add(CueKind.Companion, $"with my {person}", $"to my {person}", $"by my {person}",
                $"together with my {person}");
            Add(CueKind.Both, $"my {person} and i", $"me and my {person}", $"i and my {person}",
                $"both my {person} and i", $"both me and my {person}");
        }

        Add(CueKind.Both,
            "vi båda", "vi är båda", "båda är", "båda två", "we are both", "we both", "both of us", "both are");
        Add(CueKind.We, "vi", "we", "oss", "us");
        Add(CueKind.PartnerPronoun,
            "han", "hon", "hen", "hans", "hennes", "he", "she", "his", "her", "he's", "she's", "även han",
            "även hon");
        Add(CueKind.Self,
            "jag", "själv", "jag själv", "myself", "i am", "i m", "i have", "i ve", "i work", "i worked", "i was",
            "i speak", "mitt", "mina", "min egen", "me");
        Add(CueKind.Wish,
            "vill", "vill bo", "önskar", "söker", "flytta till", "flytta", "flyttar till", "helst", "gärna",
            "kan tänka mig", "i närheten av", "nära", "runt", "omkring", "jobb i", "arbete i", "tjänst i",
            "pendla till", "pendlar till", "intresserad av", "want", "wants", "would like", "looking for", "looking",
            "move to", "moving to", "relocate to", "relocate", "relocating to", "prefer", "preferably", "near",
            "close to", "around", "job in", "jobs in", "work in", "position in", "interested in", "wish", "dream of",
            "commute to", "open to", "hoping", "to live", "to live in", "want to live in", "like to live in", "would live", "would live in", "could live",
            "could live in", "can live", "can live in", "live anywhere", "live anywhere in", "could live anywhere in");
        Add(CueKind.Home,
            "bor", "bor i", "bott", "bosatt", "bosatt i", "boende", "kommer från", "från", "uppvuxen", "född",
            "hemma", "live", "lives", "living", "living in", "live in", "from", "based in", "resident", "grew up",
            "born", "home");
    }

    /// <summary>Finds all cues, longest first at each place; a word may serve one cue of each kind.</summary>
    public static List<Cue> FindAll(Reading reading)
    {
        var cues = new List<Cue>();
        var words = new int[reading.Tokens.Count];
        Span<char> buffer = stackalloc char[Tokenizer.LongestWord + 2];
        for (var i = 0; i < words.Length; i++)
        {
            var length = Tokenizer.Fold(reading.SpanOf(i), buffer);
            words[i] = Find.TryGetValue(buffer[..length], out var word) ? word : -1;
        }

        for (var i = 0; i < words.Length; i++)
        {
            var node = 0;
            var found = cues.Count;
            for (var at = i; at < words.Length && words[at] >= 0; at++)
            {
                if (at > i && !reading.Continues(at) || !Edges.TryGetValue(Edge(node, words[at]), out node))
                {
                    break;
                }

                // Kinds that share a phrase lie in a chain of nodes behind it.
                for (var end = node; end > 0; end = Edges.GetValueOrDefault(Edge(end, -1)))
                {
                    if (Ends[end] is { } cue)
                    {
                        Keep(cues, found, new Cue(cue.Kind, cue.Level, i, at + 1));
                    }
                }
            }
        }

        return cues;
    }

    /// <summary>
    /// A longer cue of the same kind from the same word, or one that covers it, takes the shorter one's place.
    /// </summary>
    private static void Keep(List<Cue> cues, int found, Cue cue)
    {
        for (var i = cues.Count - 1; i >= found; i--)
        {
            if (cues[i].Kind == cue.Kind)
            {
                cues[i] = cue;
                return;
            }
        }

        cues.Add(cue);
    }

    private static void AddLevel(Cefr level, params ReadOnlySpan<string> phrases) =>
        AddAll(CueKind.Level, level, phrases);

    private static void Add(CueKind kind, params ReadOnlySpan<string> phrases) => AddAll(kind, Cefr.None, phrases);

    private static void AddAll(CueKind kind, Cefr level, ReadOnlySpan<string> phrases)
    {
        var tokens = new List<Token>();
        foreach (var phrase in phrases)
        {
            tokens.Clear();
            Tokenizer.Tokenize(phrase, tokens);
            var node = 0;
            foreach (var token in tokens)
            {
                var folded = Tokenizer.Fold(phrase.Substring(token.Start, token.Length));
                ref var word = ref CollectionsMarshal.GetValueRefOrAddDefault(Words, folded, out var known);
                word = known ? word : Words.Count - 1;
                node = Next(node, word);
            }

            while (Ends[node] is { } taken && taken.Kind != kind)
            {
                node = Next(node, -1);
            }

            Ends[node] = (kind, level);
        }
    }

    private static int Next(int node, int word)
    {
        ref var next = ref CollectionsMarshal.GetValueRefOrAddDefault(Edges, Edge(node, word), out var exists);
        if (!exists)
        {
            next = Ends.Count;
            Ends.Add(null);
        }

        return next;
    }

    private static long Edge(int node, int word) => ((long)node << 32) | (uint)word;
}
