using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Kubernetes.Tests;

/// <summary>The Dockerfile, the SDK's way of making images, and the manifests mean the same images.</summary>
public sealed partial class ImageTests
{
    private static readonly string[] Instructions = Continued().Replace(Code.Read("Dockerfile"), " ").Split('\n');

    private static readonly XElement Targets = XElement.Parse(Code.Read("Directory.Build.targets"));

    [Fact]
    public void Copied_FilesAreThere() =>
        Assert.All(
            Instructions.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal)
                && !line.Contains("--from", StringComparison.Ordinal)),
            line => Assert.All(
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1],
                source => Assert.True(Path.Exists(Path.Combine(SharedData.RepositoryRoot, source)), source)));

    /// <summary>Restoring reads the project files of everything that is built, and nothing is copied in vain.</summary>
    [Fact]
    public void Projects_AllButTheTrainerAndTheFleet_AreCopiedBeforeTheRestore()
    {
        var copied = Instructions.TakeWhile(line => !line.Contains("dotnet restore", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')).Where(word => word.EndsWith(".csproj", StringComparison.Ordinal));
        var there = new[] { "services", "gateway" }.SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(SharedData.RepositoryRoot, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(SharedData.RepositoryRoot, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/Trainer/", StringComparison.Ordinal)
                && !file.StartsWith("services/fleet/", StringComparison.Ordinal));

        Assert.Equal(there.Order(StringComparer.Ordinal), copied.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Stages_StartThePrograms_AndExposeWhatTheSdkDoes()
    {
        var stages = string.Join('\n', Instructions).Split("\nFROM ");
        foreach (var repository in Targets.Descendants("ContainerRepository"))
        {
            var project = Quoted().Matches(repository.Attribute("Condition")!.Value)[1].Groups[1].Value;
            var target = repository.Value["matching/".Length..];
            var stage = stages.Single(it => it.StartsWith($"runtime AS {target}\n", StringComparison.Ordinal));
            var publish = stages.Single(it => it.StartsWith($"build AS publish-{target}\n", StringComparison.Ordinal));

            Assert.Contains($"ENTRYPOINT [\"dotnet\", \"{project}.dll\"]", stage, StringComparison.Ordinal);
            Assert.Contains($"COPY --from=publish-{target} /app .", stage, StringComparison.Ordinal);
            Assert.Contains($"/{project}.csproj", publish, StringComparison.Ordinal);
            Assert.Contains(
                "EXPOSE " + string.Join(' ', Ports(repository.Value)), stage.Split('\n'), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void Images_OfBothWays_AreBuiltOnTheSame()
    {
        var image = Targets.Descendants("ContainerBaseImage").Single().Value;
        var user = Targets.Descendants("ContainerUser").Single().Value;

        Assert.Contains($"FROM {image} AS runtime", Instructions, StringComparer.Ordinal);
        Assert.Contains($"USER {user}", Instructions, StringComparer.Ordinal);
        Assert.All(
            Targets.Descendants("ContainerEnvironmentVariable"),
            variable => Assert.Contains(
                $"ENV {variable.Attribute("Include")!.Value}={variable.Attribute("Value")!.Value}", Instructions));
    }

    /// <summary>Images and the fleet set the runtime of the gateway's process alike.</summary>
    [Fact]
    public void Images_GiveTheRuntimeWhatTheFleetDoes()
    {
        var ofImages = Targets.Descendants("ContainerEnvironmentVariable")
            .Select(variable => (variable.Attribute("Include")!.Value, variable.Attribute("Value")!.Value))
            .Where(setting => setting.Item1.StartsWith("DOTNET_", StringComparison.Ordinal));
        var ofFleet = RuntimeSetting().Matches(Code.Read("gateway/GatewayHost.cs"))
            .Select(setting => (setting.Groups[1].Value, setting.Groups[2].Value));

        Assert.NotEmpty(ofImages);
        Assert.Equal(ofFleet, ofImages);
    }

    [KubectlTheory]
    [Overlays]
    public async Task Manifests_RunTheseImagesAsTheirUser(string name)
    {
        var overlay = await Overlay.LoadAsync(name);
        var user = Targets.Descendants("ContainerUser").Single().Value;
        var tag = Targets.Descendants("ContainerImageTag").Single().Value;

        Assert.All(overlay.OwnWorkloads, workload =>
        {
            Assert.Equal(user, $"{workload.Template.Spec.SecurityContext.RunAsUser}");
            Assert.Contains(Targets.Descendants("ContainerRepository"), it => it.Value == $"matching/{workload.Name}");
            Assert.All(
                workload.Containers, container => Assert.Equal($"matching/{workload.Name}:{tag}", container.Image));
            var exposed = Ports($"matching/{workload.Name}");
            Assert.Empty(exposed.Except(workload.Main.Ports.Select(port => $"{port.ContainerPort}")));
            Assert.All(
                workload.Template.Spec.InitContainers ?? [], container => Assert.Equal(["migrate"], container.Args));
        });
    }

    [Fact]
    public void IgnoreFile_LetsThroughWhatIsCopiedAlone() =>
        Assert.Equal("*", Code.Read(".dockerignore").Split('\n').First(line => !line.StartsWith('#')));

    private static IEnumerable<string> Ports(string repository) =>
        Targets.Descendants("ContainerPort")
            .Where(port => port.Attribute("Condition")!.Value.Contains($"'{repository}'", StringComparison.Ordinal))
            .SelectMany(port => port.Attribute("Include")!.Value.Split(';'));

    [GeneratedRegex(@"\\\n\s+")]
    private static partial Regex Continued();

    [GeneratedRegex("\\(\"(DOTNET_\\w+)\", \"(\\w+)\"\\)")]
    private static partial Regex RuntimeSetting();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
