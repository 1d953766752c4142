using System.CommandLine;
using System.Globalization;
using Matching.Matches.V1;

namespace Matching.Trainer;

/// <summary>
/// Shows one model of a running service: what it is made of, what it is worth, what was decided about it.
/// </summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var address = Service.Address();
        var name = new Argument<string>("model") { Description = "The model's id." };
        var card = new Option<bool>("--card") { Description = "Print the model card instead." };
        var bundle = new Option<string?>("--bundle")
        {
            Description = "Also write the bundle, as it was uploaded, to this file.",
        };
        var live = new Option<bool>("--live") { Description = "Also tell what it has done on live traffic." };
        var command = new Command("show", "Shows a model of a running service.") { name, address, card, bundle, live };
        command.Do(async (parse, screen, cancellationToken) =>
        {
            using var service = Service.At(parse, address);
            var path = Service.ModelName(parse.GetValue(name)!);
            var model = await service.Matching.GetModelAsync(
                new GetModelRequest { Name = path }, deadline: Service.Deadline, cancellationToken: cancellationToken);
            if (parse.GetValue(card))
            {
                screen.Output.Write(model.Card);
            }
            else
            {
                Print(model, screen.Output);
            }

            if (parse.GetValue(bundle) is { } file)
            {
                var bytes = await service.Models.GetModelBundleAsync(
                    new GetModelBundleRequest { Name = path + "/bundle" },
                    deadline: Service.Deadline,
                    cancellationToken: cancellationToken);
                using var target = new AtomicFile(file);
                bytes.Bundle.WriteTo(target.Stream);
                target.Commit();
            }

            if (parse.GetValue(live))
            {
                var report = await service.Models.GetModelReportAsync(
                    new GetModelReportRequest { Name = path + "/report" },
                    deadline: Service.Deadline,
                    cancellationToken: cancellationToken);
                LiveReport.Print(report, screen.Output);
            }

            return 0;
        });
        return command;
    }

    private static void Print(Model model, TextWriter output)
    {
        output.WriteLine(
            $"{model.Name}: {model.Type.ToString().ToLowerInvariant()}, {model.State.ToString().ToLowerInvariant()}");
        if (model.Description.Length > 0)
        {
            output.WriteLine(model.Description);
        }

        if (model.Training is { } training)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Trained on {training.QueryCount} rankings with {training.RowCount} rows ({training.Source}), code "
                + $"{training.CodeVersion}, seed {training.Seed}, data {training.DataSha256}"));
        }

        if (model.BundleSha256.Length > 0)
        {
            output.WriteLine($"Bundle {model.BundleSha256}, {model.BundleBytes} bytes");
        }

        if (model.Metrics.Count > 0)
        {
            output.WriteLine();
            var table = new Table("measure", "value");
            foreach (var (measure, value) in model.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal))
            {
                table.Add(measure, QualityTable.Four(value));
            }

            table.Write(output);
        }

        if (model.Decisions.Count > 0)
        {
            output.WriteLine();
            var table = new Table("when", "what", "by", "overridden", "why");
            foreach (var decision in model.Decisions)
            {
                table.Add(
                    decision.DecideTime.ToDateTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    decision.Action.ToString().ToLowerInvariant(),
                    decision.Decider,
                    decision.Overridden ? "yes" : "",
                    decision.Reason);
            }

            table.Write(output);
        }
    }
}
