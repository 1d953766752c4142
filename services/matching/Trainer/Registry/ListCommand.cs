using System.CommandLine;
using System.Globalization;
using Matching.Matches.V1;

namespace Matching.Trainer;

/// <summary>Lists the models of a running service.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var address = Service.Address();
        var command = new Command("list", "Lists the models of a running service, and what each is doing.") { address };
        command.Do(async (parse, screen, cancellationToken) =>
        {
            using var service = Service.At(parse, address);
            var table = new Table("model", "state", "created", "NDCG@10", "learned from", "approved by");
            var request = new ListModelsRequest();
            do
            {
                var page = await service.Matching.ListModelsAsync(
                    request, deadline: Service.Deadline, cancellationToken: cancellationToken);
                foreach (var model in page.Models)
                {
                    table.Add(Row(model));
                }

                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);

            table.Write(screen.Output);
            return 0;
        });
        return command;
    }

    private static string[] Row(Model model) =>
    [
        model.Name["models/".Length..],
        model.State.ToString().ToLowerInvariant(),
        model.CreateTime?.ToDateTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "",
        model.Metrics.TryGetValue("ndcg10", out var ndcg) ? QualityTable.Four(ndcg) : "",
        model.Training is { } training
            ? string.Create(CultureInfo.InvariantCulture, $"{training.QueryCount} rankings ({training.Source})")
            : "",
        model.Approval?.Decider ?? "",
    ];
}
