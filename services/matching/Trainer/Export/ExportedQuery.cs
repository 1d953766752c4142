using System.Security.Cryptography;
using System.Text;
using Matching.Matches.V1;

namespace Matching.Trainer;

/// <summary>
/// Makes a judged query of an exported ranking. What is written names nobody: the ranking's id is hashed with a salt,
/// and
/// who or what was ranked, and for whom, is left out.
/// </summary>
internal sealed class ExportedQuery(LabelMap labels, byte[] salt)
{
    private const int IdBytes = 10;

    /// <param name="ranking">The ranking.</param>
    /// <param name="line">Its number in the export.</param>
    /// <param name="width">How many features a row has.</param>
    public JudgedQuery Of(ExportedRanking ranking, int line, int width)
    {
        var shown = ranking.CreateTime.ToDateTime();
        var items = ranking.Items;
        var broken = items.FirstOrDefault(item => item.Features.Count != width);
        if (broken is not null)
        {
            throw new BadInputException(
                $"A row of the ranking of {shown:O} has {broken.Features.Count} features instead of {width}.");
        }

        int[] stages = [.. items.Select(item => labels.Stage(item, shown))];
        return new JudgedQuery
        {
            Id = Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(ranking.Id))[..IdBytes]),
            Line = line,
            Time = ranking.CreateTime.Seconds,
            Slices = Slices(ranking),
            Labels = [.. items.Select(item => labels.Label(item, shown))],
            Features = [.. items.SelectMany(item => item.Features)],
            Numbers = new Dictionary<string, float[]>
            {
                [Columns.Position] = [.. items.Select(item => (float)item.Position)],
                [Columns.Click] = [.. stages.Select(stage => Math.Min(1f, stage))],
                [Columns.Stage] = [.. stages.Select(stage => (float)stage)],
                [Columns.Init] = [.. items.Select(item => (float)item.Score)],
            },
        };
    }

    /// <summary>Where most of what was shown lies, and in which field: of the opening, or of most openings.</summary>
    private static Dictionary<string, string> Slices(ExportedRanking ranking)
    {
        var slices = new Dictionary<string, string>
        {
            ["direction"] = ranking.Subject.StartsWith("vacancies/", StringComparison.Ordinal)
                ? "candidates-for-opening"
                : "openings-for-candidate",
        };
        Add("municipality", ranking.Items.Select(item => item.Municipality));
        Add("field", ranking.Items.Select(item => item.OccupationField));
        return slices;

        void Add(string slice, IEnumerable<string> values)
        {
            var most = values.Where(value => value.Length > 0).CountBy(value => value)
                .OrderByDescending(v => v.Value).ThenBy(v => v.Key, StringComparer.Ordinal).FirstOrDefault();
            if (most.Key is not null)
            {
                slices[slice] = most.Key;
            }
        }
    }
}
