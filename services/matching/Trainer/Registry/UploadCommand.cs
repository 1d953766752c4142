using System.CommandLine;
using Google.Protobuf;
using Matching.Matches.V1;

namespace Matching.Trainer;

/// <summary>Brings a trained model into a running service.</summary>
internal static class UploadCommand
{
    public static Command Create()
    {
        var address = Service.Address();
        var bundle = new Argument<string>("bundle")
        {
            Description = "The bundle that train wrote; its .json must lie beside it.",
        };
        var name = new Option<string>("--name") { Description = "Who uploads it, by name.", Required = true };
        var dry = new Option<bool>("--dry-run") { Description = "Only have it tried." };
        var command = new Command(
            "upload",
            "Uploads a model with its card and measures. The service tries it first and refuses what it cannot use; it ranks "
            + "nothing until it is promoted.")
        {
            bundle, address, name, dry,
        };
        command.Do(async (parse, screen, cancellationToken) =>
        {
            var path = parse.GetValue(bundle)!;
            var loaded = ModelFile.Load(path);
            using var service = Service.At(parse, address);
            var created = await service.Models.CreateModelAsync(
                new CreateModelRequest
                {
                    ModelId = loaded.Model.Name,
                    Model = Upload.Read(Path.ChangeExtension(path, ".json")),
                    Bundle = ByteString.CopyFrom(await File.ReadAllBytesAsync(path, cancellationToken)),
                    Decider = parse.GetValue(name)!,
                    ValidateOnly = parse.GetValue(dry),
                },
                deadline: Service.Deadline,
                cancellationToken: cancellationToken);
            screen.Output.WriteLine(
                parse.GetValue(dry) ? "The service would take it." : $"{created.Name} is uploaded.");
            return 0;
        });
        return command;
    }
}
