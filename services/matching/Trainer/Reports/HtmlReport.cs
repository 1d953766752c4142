using System.Globalization;
using System.Text;

namespace Matching.Trainer;

/// <summary>
/// Writes what a training came to as one HTML file with its style and its charts in it: it asks for nothing from
/// anywhere and runs no script.
/// </summary>
internal static class HtmlReport
{
    private const int MaxDependences = 9;
    private const int MaxImportances = 15;
    private const int MaxGroups = 18;

    public static string Of(TrainingRecord record)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
            .Append("<title>").Append(Svg.Escaped(record.Name)).Append("</title><style>").Append(Style())
            .Append("</style></head><body><main>");
        Head(page, record);
        Tiles(page, record);
        Orders(page, record);
        Curve(page, record);
        Roles(page, record);
        Calibration(page, record);
        foreach (var slice in record.Quality.SliceNames)
        {
            Slice(page, record, slice);
        }

        Fairness(page, record);
        Provenance(page, record);
        return page.Append("</main></body></html>\n").ToString();
    }

    /// <summary>
    /// A chart as a file of its own: with the style in it, and the name space that a browser asks for.
    /// </summary>
    public static string StandAlone(string chart) => chart
        .Replace("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", StringComparison.Ordinal)
        .Replace("</title>", $"</title><style>{Style()}</style>", StringComparison.Ordinal);

    private static string Style()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Head(StringBuilder page, TrainingRecord record) => page
        .Append("<header><h1>").Append(Svg.Escaped(record.Name)).Append("</h1><p>")
        .Append(
            CultureInfo.InvariantCulture,
            $"{record.Trees} trees, learned from {record.Source.Queries:N0} rankings with ")
        .Append(
            CultureInfo.InvariantCulture,
            $"{record.Source.Rows:N0} rows; measured on {Svg.Escaped(record.HeldOut.Replace("`", "", StringComparison.Ordinal))}, ")
        .Append(CultureInfo.InvariantCulture, $"{record.Quality.Queries:N0} rankings.</p></header>");

    private static void Tiles(StringBuilder page, TrainingRecord record)
    {
        var (quality, model) = (record.Quality, record.Model);
        var ndcg = quality.Of(model, OrderMeasures.Ndcg10);
        var difference = quality.Difference(model, record.Baseline);
        page.Append("<div class=\"tiles\">");
        Tile(Three(ndcg.Value), "", string.Create(
            CultureInfo.InvariantCulture, $"NDCG@10, {ndcg.Low:0.000} to {ndcg.High:0.000}"));
        Tile(
            Signed(difference.Value),
            difference.Low > 0 ? "good" : difference.High < 0 ? "bad" : "",
            string.Create(
                CultureInfo.InvariantCulture,
                $"against {quality.Orders[record.Baseline].Name}, {Signed(difference.Low)} to {Signed(difference.High)}"));
        if (quality.ShareOfAchievable(model) is { } share)
        {
            Tile(
                string.Create(CultureInfo.InvariantCulture, $"{100 * share.Value:0.0} %"),
                "",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"of what can be achieved above random, {100 * share.Low:0.0} to {100 * share.High:0.0}"));
        }

        if (quality.Calibration is { } calibration)
        {
            Tile(Three(calibration.ExpectedError), "", "expected calibration error");
        }

        var worse = GroupQuality.All(quality, model, record.Baseline).Count(g => g.IsWorseOff);
        Tile(worse.ToString(CultureInfo.InvariantCulture), worse > 0 ? "bad" : "good", "groups worse off");
        page.Append("</div>");

        void Tile(string figure, string kind, string what) => page
            .Append("<div class=\"tile\"><b class=\"").Append(kind).Append("\">").Append(Svg.Escaped(figure))
            .Append("</b><span>").Append(Svg.Escaped(what)).Append("</span></div>");
    }

    private static void Orders(StringBuilder page, TrainingRecord record)
    {
        var quality = record.Quality;
        Begin(
            page,
            "Quality",
            "NDCG@10 of each order on the same rankings, with 95 % bootstrap intervals over whole rankings.");
        var rows = quality.Orders.Select((order, at) => new IntervalRow(
            order.Name, [(order.Name, Colour(order.Name), quality.Of(at, OrderMeasures.Ndcg10))]));
        page.Append(Charts.Intervals("NDCG@10 of each order", [.. rows])).Append(
            "<div class=\"scroll\"><table><tr><th>order</th>");
        foreach (var (_, title) in OrderMeasures.All)
        {
            page.Append("<th>").Append(title).Append("</th>");
        }

        page.Append("</tr>");
        for (var order = 0; order < quality.Orders.Count; order++)
        {
            page.Append(order == record.Model ? "<tr class=\"strong\"><td>" : "<tr><td>")
                .Append(Svg.Escaped(quality.Orders[order].Name)).Append("</td>");
            for (var measure = 0; measure < OrderMeasures.All.Count; measure++)
            {
                page.Append("<td>").Append(Three(quality.Of(order, measure).Value)).Append("</td>");
            }

            page.Append("</tr>");
        }

        page.Append("</table></div></section>");
    }

    private static void Curve(StringBuilder page, TrainingRecord record)
    {
        if (record.History.Count < 2)
        {
            return;
        }

        Begin(page, "Learning", "NDCG@10 tree by tree, of what was learned from and of what was only watched.");
        var series = new List<Series>
        {
            new("training", "train", [.. record.History.Select(h => ((double)h.Trees, h.TrainingNdcg))]),
        };
        if (record.History[0].ValidationNdcg is not null)
        {
            series.Add(new(
                "validation", "model", [.. record.History.Select(h => ((double)h.Trees, h.ValidationNdcg!.Value))]));
        }

        page.Append(Charts.Lines(
            "NDCG@10 by number of trees",
            "trees",
            series,
            (record.Trees, string.Create(CultureInfo.InvariantCulture, $"{record.Trees} kept")))).Append("</section>");
    }

    private static void Roles(StringBuilder page, TrainingRecord record)
    {
        if (record.Roles.Count == 0)
        {
            return;
        }

        Begin(
            page,
            "What it looks at",
            "How much each feature moves a score in the mean, in points (exact additive contributions).");
        page.Append(Charts.Bars(
            "Mean contribution of each feature",
            "model",
            [.. record.Roles.Take(MaxImportances).Select(r => (r.Feature, r.MeanContribution))],
            "0.00"));
        page.Append("</section>");
        Begin(
            page,
            "How the score moves",
            "The mean score when one feature is set to a value and all else stays as it is.");
        page.Append("<div class=\"small\">");
        foreach (var role in record.Roles.Where(r => r.Dependence.Count > 1).Take(MaxDependences))
        {
            page.Append(Charts.Small(role.Feature, role.Dependence));
        }

        page.Append("</div></section>");
    }

    private static void Calibration(StringBuilder page, TrainingRecord record)
    {
        if (record.Quality.Calibration is not { } calibration)
        {
            return;
        }

        Begin(page, "Calibration", "What was told against what came. On the dashed line, probabilities are true.");
        page.Append("<div style=\"max-width:26rem\">")
            .Append(Charts.Diagonal(
                "Probabilities told against shares that came", [.. calibration.Bins.Where(b => b.Rows > 0)]))
            .Append("</div></section>");
    }

    private static void Slice(StringBuilder page, TrainingRecord record, string slice)
    {
        var (quality, baseline) = (record.Quality, record.Baseline);
        var groups = quality.Slice(slice).ToArray();
        if (groups.Length < 2 || slice == "group" || slice == "direction")
        {
            return;
        }

        var from = quality.Orders[baseline].Name;
        Begin(
            page,
            $"By {(slice == "field" ? "occupation field" : slice)}",
            $"NDCG@10 of the model and of {from}, the largest first.");
        page.Append("<p class=\"legend\"><span><i class=\"model\"></i>model</span><span><i class=\"")
            .Append(Colour(from)).Append("\"></i>").Append(Svg.Escaped(from)).Append("</span></p>");
        var rows = groups.Take(MaxGroups).Select(group =>
        {
            var within = quality.Within(group.Queries);
            return new IntervalRow(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Charts.Shortened(record.NameOf(slice, group.Value), 26)} ({group.Queries.Count})"),
                [("model", "model", within.Mean(record.Model)), (from, Colour(from), within.Mean(baseline))]);
        });
        page.Append(Charts.Intervals($"NDCG@10 by {slice}", [.. rows])).Append("</section>");
    }

    private static void Fairness(StringBuilder page, TrainingRecord record)
    {
        var groups = GroupQuality.All(record.Quality, record.Model, record.Baseline);
        if (groups.Count == 0)
        {
            return;
        }

        Begin(page, "Fairness", string.Create(
            CultureInfo.InvariantCulture,
            $"What the model is to each group of {GroupQuality.FewestQueries} rankings or more beside "
            + $"{record.Quality.Orders[record.Baseline].Name}. A group is worse off below −{GroupQuality.Bound}."));
        page.Append(
            "<div class=\"scroll\"><table><tr><th>group</th><th class=\"left\">by</th><th>rankings</th><th>model</th>")
            .Append(
                "<th>compared with</th><th>difference</th><th>95 % interval</th><th class=\"left\">verdict</th></tr>");
        foreach (var group in groups.Where(g => g.Queries >= GroupQuality.FewestQueries))
        {
            var kind = group.IsWorseOff ? "bad" : group.Difference.Low > 0 ? "good" : "";
            page.Append(group.IsWorseOff ? "<tr class=\"bad-row\"><td>" : "<tr><td>")
                .Append(Svg.Escaped(record.NameOf(group.Slice, group.Value)))
                .Append("</td><td class=\"left\">").Append(group.Slice)
                .Append(
                    CultureInfo.InvariantCulture,
                    $"</td><td>{group.Queries}</td><td>{group.Model.Value:0.000}</td>")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"<td>{group.Baseline.Value:0.000}</td><td>{Signed(group.Difference.Value)}</td>")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"<td>{Signed(group.Difference.Low)} to {Signed(group.Difference.High)}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td class=\"left {kind}\">{group.Verdict}</td></tr>");
        }

        page.Append("</table></div></section>");
    }

    private static void Provenance(StringBuilder page, TrainingRecord record)
    {
        Begin(page, "Where it comes from", "With these the training can be repeated to the last byte.");
        page.Append("<dl>");
        Entry("Trained", record.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        Entry("Code", record.CodeVersion);
        Entry("Data", $"{record.Source.File}, SHA-256 {record.Source.Sha256}");
        Entry("Labels", record.Labels);
        Entry("Seed", record.Seed.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in record.Parameters)
        {
            Entry(name, value);
        }

        page.Append("</dl></section>");

        void Entry(string name, string value) => page
            .Append("<dt>").Append(Svg.Escaped(name)).Append("</dt><dd>").Append(Svg.Escaped(value)).Append("</dd>");
    }

    private static void Begin(StringBuilder page, string title, string text) => page
        .Append("<section><h2>").Append(Svg.Escaped(title)).Append("</h2><p>").Append(Svg.Escaped(text)).Append("</p>");

    private static string Colour(string order) => order switch
    {
        Scorer.Model => "model",
        Scorer.Incumbent => "incumbent",
        Scorer.Expert => "expert",
        Scorer.Random => "random",
        Scorer.Ideal or Scorer.TrueUtility => "ideal",
        _ => "incoming",
    };

    private static string Three(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.000;−0.000;0.000", CultureInfo.InvariantCulture);
}
