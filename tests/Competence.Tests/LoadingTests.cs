using Matching.Competence.Loading;

namespace Matching.Competence.Tests;

public sealed class LoadingTests
{
    private const string Fields = "id\tsv\ten\nMVqp_eS8_kDZ\tPedagogik\tEducation\n";
    private const string Groups = "ssyk\tid\tsv\ten\tisco\tfield\n2341\tabcd_efg_hij\tGrundskollärare\tTeachers\t2341\tMVqp_eS8_kDZ\n";

    [Fact]
    public void LoadBuiltIn_Twice_HasTheSameVersion() =>
        Assert.Equal(Taxonomy.LoadBuiltIn().Version, Loaded.Pack.Version);

    [Theory]
    [InlineData("fields.tsv", "id\tsv\tde\n", "fields.tsv:1:")]
    [InlineData("fields.tsv", "id\tsv\ten\nMVqp_eS8_kDZ\tPedagogik\n", "fields.tsv:2: 2 cells, expected 3")]
    [InlineData("fields.tsv", "id\tsv\ten\nMVqp-eS8_kDZ\tPedagogik\tEducation\n", "fields.tsv:2: 'MVqp-eS8_kDZ' is not a concept id")]
    [InlineData("fields.tsv", Fields + "MVqp_eS8_kDZ\tIgen\tAgain\n", "fields.tsv:3: id MVqp_eS8_kDZ occurs twice")]
    [InlineData("fields.tsv", "id\tsv\ten\nMVqp_eS8_kDZ\t\tEducation\n", "fields.tsv:2: 'sv' is empty")]
    [InlineData("groups.tsv", "ssyk\tid\tsv\ten\tisco\tfield\n2341\tabcd_efg_hij\tA\tB\t\tNONE_eS8_kDZ\n", "groups.tsv:2: 'NONE_eS8_kDZ' is no OccupationField")]
    [InlineData("relations.tsv", "opening\texperience\tpercent\n2341\t9999\t75\n", "relations.tsv:2: '9999' is no OccupationGroup")]
    [InlineData("relations.tsv", "opening\texperience\tpercent\n2341\t2341\t75\n", "relations.tsv:2: a group is not related to itself")]
    [InlineData("municipalities.tsv", "scb\tid\tlegacy\tsv\tregion\tlat\tlon\tseat\n2280\tuYRx_AdM_r4A\t\tHärnösand\t99\t62.6\t17.9\t\n", "municipalities.tsv:2: '99' is no Region")]
    public void Read_BrokenTable_NamesFileAndLine(string file, string content, string expected)
    {
        var files = new Dictionary<string, string> { ["fields.tsv"] = Fields, ["groups.tsv"] = Groups };
        files[file] = content;

        var error = Assert.Throws<TaxonomyException>(() => PackReader.Read(name => files.GetValueOrDefault(name)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoSuchDirectory_SaysSo()
    {
        var error = Assert.Throws<TaxonomyException>(() => Taxonomy.Load("/nowhere/at/all"));

        Assert.Contains("/nowhere/at/all", error.Message, StringComparison.Ordinal);
    }

    [SharedDataTheory]
    [InlineData("skills.json", null, "skills.json")]
    [InlineData("skills.json", "{\"data\": {\"concepts\": [", "skills.json:1: not JSON")]
    [InlineData("skills.json", "{\"data\": []}", "skills.json: there is no data.concepts list")]
    [InlineData("skills.json", "{\"data\": {\"concepts\": [{\"id\": \"11L4_Q2Z_8tM\", \"type\": \"skill\"}]}}", "skills.json: a concept has no preferred_label")]
    [InlineData("languages.json", "{\"data\": {\"concepts\": [{\"id\": \"nonsense\", \"preferred_label\": \"X\"}]}}", "languages.json: 'nonsense' is not a concept id")]
    [InlineData("termer_koncept_yrke.csv", "term;uuid\n", "termer_koncept_yrke.csv:1: 2 cells")]
    public void Load_MissingOrBrokenDump_NamesTheFileAndWhatIsWrong(string file, string? content, string expected)
    {
        var directory = Directory.CreateTempSubdirectory("dumps").FullName;
        try
        {
            foreach (var path in Directory.GetFiles(SharedData.PathOf("taxonomy")))
            {
                File.CreateSymbolicLink(Path.Combine(directory, Path.GetFileName(path)), path);
            }

            var target = Path.Combine(directory, file);
            File.Delete(target);
            if (content is not null)
            {
                File.WriteAllText(target, content);
            }

            var error = Assert.Throws<TaxonomyException>(() => Taxonomy.Load(directory));

            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
