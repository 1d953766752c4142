namespace Matching.Suite.Demo;

/// <summary>
/// Names employers. Public ones are called what they are called; private ones are made up from a branch and a word, a
/// few of each branch in every municipality so that the same employer comes back with several openings.
/// </summary>
internal sealed class Employers
{
    /// <summary>How many employers of one branch a municipality has.</summary>
    private const int PerBranch = 4;

    private readonly Dictionary<string, string[]> _patterns =
        Table.Read("employers.tsv", row => (Branch: row.Text("branch"), Patterns: row.List("patterns")))
            .ToDictionary(row => row.Branch, row => row.Patterns);

    private readonly string[] _branches;
    private readonly string[] _words = Table.Read("words.tsv", row => row.Text("word"));

    public Employers() => _branches = [.. _patterns.Keys.Order(StringComparer.Ordinal)];

    /// <param name="branch">One of the trade's employers.</param>
    public string Draw(string branch, Municipality municipality, Dice dice)
    {
        var number = dice.Between(0, PerBranch - 1);
        return branch switch
        {
            "kommun" => "aeoåäös".Contains(municipality.Name[^1])
                ? municipality.Name + " kommun"
                : municipality.Name + "s kommun",
            "region" => municipality.Region,
            "stat" => municipality.Region.Replace("Region", "Länsstyrelsen", StringComparison.Ordinal),
            ['=', .. var name] => name,
            _ => Private(branch, municipality, number),
        };
    }

    private string Private(string branch, Municipality municipality, int number)
    {
        // Neighbouring numbers are far apart among the words, so that no two branches of a place share all their names.
        var place = int.Parse(municipality.Code, System.Globalization.CultureInfo.InvariantCulture);
        var word = _words[((place * 7) + (Array.IndexOf(_branches, branch) * 3) + (number * 11)) % _words.Length];
        var patterns = _patterns[branch];
        return patterns[(place + number) % patterns.Length].Replace("{word}", word, StringComparison.Ordinal);
    }
}
