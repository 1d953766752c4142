using System.Globalization;
using System.Text;
using Matching.Fit;

namespace Matching.Trainer;

/// <summary>
/// Writes a model card in Markdown: what the model is for, made of and worth, and where it must not be used.
/// </summary>
internal static class ModelCard
{
    public static string Of(TrainingRecord record)
    {
        var card = new StringBuilder();
        card.Append(CultureInfo.InvariantCulture, $"# {record.Name}\n\n");
        Use(card, record);
        Data(card, record);
        Features(card, record);
        Measures(card, record);
        Groups(card, record);
        Limits(card, record);
        Provenance(card, record);
        return card.ToString();
    }

    private static void Use(StringBuilder card, TrainingRecord record)
    {
        card.Append(CultureInfo.InvariantCulture, $"Gradient-boosted trees ({record.Trees}), trained with LambdaMART");
        card.Append(record.IsOurs
            ? " on top of the expert model: a score is the published weights' score plus what the trees add.\n\n"
            : ".\n\n");
        card.Append("## Intended use\n");
        card.Append(record.IsOurs
            ? """
              Orders openings for a candidate, and candidates for an opening, after all gates are passed. The order is
              advice: it shuts nobody out, and a person decides. It is not made for other markets, for rating people, or
              for pay.


              """
            : "Trained on features that are not those of matching. It can be measured, and never ranks people.\n\n");
    }

    private static void Data(StringBuilder card, TrainingRecord record)
    {
        var source = record.Source;
        card.Append("## Data\n");
        card.Append(
            CultureInfo.InvariantCulture,
            $"- Learned from {source.Queries} rankings with {source.Rows} rows of `{source.File}`");
        card.Append(source is { FirstTime: { } first, LastTime: { } last }
            ? $", answered from {Day(first)} to {Day(last)}.\n"
            : ".\n");
        card.Append(CultureInfo.InvariantCulture, $"- Labels: {record.Labels}.\n");
        card.Append(
            CultureInfo.InvariantCulture,
            $"- Measured on {record.HeldOut}: {record.Quality.Queries} rankings with {record.Quality.Rows} rows.\n");
        card.Append(
            "- Features are those of the moment when a ranking was shown. The data hold no names and nothing that tells who somebody is.\n\n");
    }

    private static void Features(StringBuilder card, TrainingRecord record)
    {
        card.Append("## Features\n");
        if (record.IsOurs)
        {
            card.Append(
                "The closed list; no feature is about origin, age, sex, health, family or school. Meeting more never lowers a score.\n\n");
        }

        var table = record.IsOurs
            ? new Table("feature", "share of gain", "mean contribution", "direction", "what it measures")
            : new Table("feature", "share of gain", "mean contribution");
        foreach (var role in record.Roles.Take(record.IsOurs ? int.MaxValue : 20))
        {
            var info = FitEngine.Features.FirstOrDefault(f => f.Name == role.Feature);
            string[] cells =
            [
                $"`{role.Feature}`", Text(role.Gain, "0.000"), Text(role.MeanContribution, "0.000"),
            ];
            table.Add(record.IsOurs && info is not null
                ? [.. cells, Direction(info.Direction), info.Unit]
                : cells);
        }

        Append(card, table);
    }

    private static string Direction(int direction) =>
        direction > 0 ? "never lowers" : direction < 0 ? "never raises" : "free";

    private static void Measures(StringBuilder card, TrainingRecord record)
    {
        card.Append("## Measures\n");
        card.Append(
            "NDCG with gain 2^label − 1; a query without relevant rows counts 1. Intervals: 95 % of bootstrap resamples of whole rankings.\n\n");
        Append(card, QualityTable.Orders(record.Quality, record.Seed));
        var difference = record.Quality.Difference(record.Model, record.Baseline);
        card.Append(
            CultureInfo.InvariantCulture,
            $"Against {record.Quality.Orders[record.Baseline].Name}: {difference} in NDCG@10.\n");
        if (record.Quality.Calibration is { } calibration)
        {
            card.Append(
                CultureInfo.InvariantCulture,
                $"Expected calibration error of the probabilities: {calibration.ExpectedError:0.0000}.\n");
        }

        card.Append('\n');
    }

    private static void Groups(StringBuilder card, TrainingRecord record)
    {
        var groups = GroupQuality.All(record.Quality, record.Model, record.Baseline);
        if (groups.Count == 0)
        {
            return;
        }

        card.Append("## Fairness\n");
        card.Append(
            CultureInfo.InvariantCulture,
            $"NDCG@10 of the model beside {record.Quality.Orders[record.Baseline].Name}. ");
        card.Append(
            CultureInfo.InvariantCulture,
            $"A group of {GroupQuality.FewestQueries} rankings or more is worse off below −{GroupQuality.Bound}.\n\n");
        var table = new Table("by", "group", "rankings", "model", "compared with", "difference", "verdict");
        foreach (var group in groups)
        {
            table.Add(
                group.Slice,
                record.NameOf(group.Slice, group.Value),
                group.Queries.ToString(CultureInfo.InvariantCulture),
                Text(group.Model.Value, "0.0000"),
                Text(group.Baseline.Value, "0.0000"),
                group.Difference.ToString(),
                group.Verdict);
        }

        Append(card, table);
    }

    private static void Limits(StringBuilder card, TrainingRecord record)
    {
        card.Append("## Limits\n");
        card.Append(
            "- It has learned what happened under the rankings that were shown; what was never shown, it does not know.\n");
        card.Append(
            "- Hires depend on employers, who may be unfair; the labels carry that. The groups above are all that the data tell apart.\n");
        card.Append("- Scores are comparable within one ranking only; probabilities hold for data like these.\n\n");
        if (record.Quality.IndexOf(Scorer.Ideal) is not null)
        {
            card.Append(
                "The data are simulated: the measures say that the training works, and nothing about people.\n\n");
        }
    }

    private static void Provenance(StringBuilder card, TrainingRecord record)
    {
        card.Append("## Provenance\n");
        card.Append(
            CultureInfo.InvariantCulture,
            $"- Trained {record.Time.UtcDateTime:yyyy-MM-dd HH:mm} UTC, code {record.CodeVersion}, seed {record.Seed}\n");
        card.Append(CultureInfo.InvariantCulture, $"- Data: SHA-256 `{record.Source.Sha256}`\n");
        foreach (var (name, value) in record.Parameters)
        {
            card.Append(CultureInfo.InvariantCulture, $"- {name}: {value}\n");
        }
    }

    private static void Append(StringBuilder card, Table table)
    {
        using var text = new StringWriter(card) { NewLine = "\n" };
        table.Write(text);
        card.Append('\n');
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Day(long time) =>
        DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
