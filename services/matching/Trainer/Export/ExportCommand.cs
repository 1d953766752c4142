using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Fit;
using Matching.Matches.V1;

namespace Matching.Trainer;

/// <summary>Takes judged rankings out of a running service.</summary>
internal static class ExportCommand
{
    /// <summary>How often a broken stream is taken up again where it broke.</summary>
    private const int Attempts = 5;

    public static Command Create()
    {
        var address = Service.Address();
        var output = new Option<string>("--out") { Description = "The file to write.", Required = true };
        var format = new Option<RankingFormat>("--format") { Description = "svmlight, csv or own." }
            .Defaults(RankingFormat.Svmlight);
        var from = new Option<DateTimeOffset?>("--from")
        {
            Description = "Rankings from this moment on, such as 2027-01-01.",
        };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Rankings before this moment." };
        var until = new Option<DateTimeOffset?>("--feedback-until")
        {
            Description = "Only feedback that was recorded before this moment: the same again gives the same file.",
        };
        var window = new Option<int>("--window")
        {
            Description = "Days after a ranking in which what happens is owed to it.",
        }.Defaults(90).Within(1, 3_650);
        var labels = new Option<string[]>("--labels")
        {
            Description = "Other labels than shown=0 opened=1 applied=2 interviewed=3 offered=4 hired=4 "
                + "still_employed=4.",
            AllowMultipleArgumentsPerToken = true,
        };
        var unjudged = new Option<bool>("--include-unjudged")
        {
            Description = "Also rankings of which nothing became.",
        };
        var salt = new Option<string?>("--salt")
        {
            Description = "Gives rankings the same ids as in another export with this salt. Default: a new one, kept "
                + "nowhere.",
        };
        var command = new Command(
            "export",
            "Writes the rankings of a running service with the features as they were shown and what became of each row. Only "
            + "rankings of people who agree to statistics are in it, and nothing that names anybody.")
        {
            address, output, format, from, to, until, window, labels, unjudged, salt,
        };
        command.Do(async (parse, screen, cancellationToken) =>
        {
            using var service = Service.At(parse, address);
            var map = new LabelMap(parse.GetValue(labels) ?? [], TimeSpan.FromDays(parse.GetValue(window)));
            var salted = parse.GetValue(salt) is { } text
                ? Encoding.UTF8.GetBytes(text)
                : RandomNumberGenerator.GetBytes(32);
            var request = new ExportRankingsRequest
            {
                StartTime = parse.GetValue(from)?.ToTimestamp(),
                EndTime = parse.GetValue(to)?.ToTimestamp(),
                FeedbackEndTime = parse.GetValue(until)?.ToTimestamp(),
                IncludeUnjudged = parse.GetValue(unjudged),
            };
            using var writer = new RankingWriter(
                parse.GetValue(output)!, parse.GetValue(format), [.. FitEngine.Features.Select(f => f.Name)]);
            var left = await Write(service, request, new ExportedQuery(map, salted), writer, screen, cancellationToken);
            if (writer.Queries == 0)
            {
                throw new BadInputException("The service has no judged rankings in that time.");
            }

            writer.Commit();
            screen.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{parse.GetValue(output)}: {writer.Queries} queries, {writer.Rows} rows"));
            if (left > 0)
            {
                screen.Error.WriteLine($"{left} rankings with another list of features were left out.");
            }

            return 0;
        });
        return command;
    }

    /// <summary>How many rankings were left out because their features are other ones.</summary>
    private static async Task<int> Write(
        Service service,
        ExportRankingsRequest request,
        ExportedQuery exported,
        RankingWriter writer,
        Screen screen,
        CancellationToken cancellationToken)
    {
        var (left, attempt) = (0, 0);
        string[] known = [.. FitEngine.Features.Select(f => f.Name)];
        while (true)
        {
            try
            {
                using var call = service.Models.ExportRankings(request, cancellationToken: cancellationToken);
                while (await call.ResponseStream.MoveNext(cancellationToken))
                {
                    var answer = call.ResponseStream.Current;
                    if (answer.Header is { } header && !header.Features.Select(f => f.Name).SequenceEqual(known))
                    {
                        throw new BadInputException("The service has another list of features than this program.");
                    }

                    if (answer.Ranking is { FeatureNames.Count: > 0 })
                    {
                        left++;
                    }
                    else if (answer.Ranking is { Items.Count: > 0 } ranking)
                    {
                        writer.Write(exported.Of(ranking, writer.Queries + 1, known.Length));
                    }

                    request.ResumeToken = answer.ResumeToken.Length > 0 ? answer.ResumeToken : request.ResumeToken;
                    attempt = 0;
                }

                return left;
            }
            catch (RpcException broken) when (broken.StatusCode == StatusCode.Unavailable
                && request.ResumeToken.Length > 0
                && attempt++ < Attempts)
            {
                screen.Error.WriteLine("The stream broke; going on where it did.");
            }
        }
    }
}
