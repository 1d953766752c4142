using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kubernetes.Tests;

/// <summary>Every manifest is one that an API server takes, field by field.</summary>
public sealed class ManifestTests
{
    /// <summary>Fields whose own fields anybody may name.</summary>
    private static readonly string[] Free = ["labels", "matchLabels", "pairs", "parameters", "requests", "limits"];

    public static TheoryData<string> Files => [.. Manifests.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void Manifest_OfTheRepository_HasNoUnknownField(string file) =>
        Assert.NotEmpty(Manifests.Parse(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, file))));

    /// <summary>One field too many, in each place in turn.</summary>
    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Files))]
    public void Manifest_WithASurplusField_IsRefused(string file)
    {
        using var text = File.OpenText(Path.Combine(SharedData.RepositoryRoot, file));
        var stream = new YamlStream();
        stream.Load(text);
        foreach (var document in stream.Documents)
        {
            foreach (var place in Places(document.RootNode).Distinct(ReferenceEqualityComparer.Instance))
            {
                var fields = (YamlMappingNode)place!;
                fields.Add("surplus", "true");
                using var changed = new StringWriter();
                new YamlStream(document).Save(changed, assignAnchors: false);
                Assert.True(IsRefused(changed.ToString()), $"{file} has a surplus field at {fields.Start}, and nobody minds.");
                fields.Children.Remove("surplus");
            }
        }
    }

    [Fact]
    public void Manifests_OfTheBaseAndBothOverlays_AreThere() =>
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "k8s/base/kustomization.yaml", "k8s/overlays/single/kustomization.yaml",
                "k8s/overlays/ha/kustomization.yaml",
            },
            Manifests.Files.ToHashSet(StringComparer.Ordinal));

    private static bool IsRefused(string text)
    {
        try
        {
            Manifests.Parse(text);
            return false;
        }
        catch (YamlException)
        {
            return true;
        }
    }

    private static IEnumerable<YamlMappingNode> Places(YamlNode node) => node switch
    {
        YamlMappingNode fields => fields.Children
            .Where(field => !IsFree(((YamlScalarNode)field.Key).Value!, field.Value))
            .SelectMany(field => Places(field.Value))
            .Prepend(fields),
        YamlSequenceNode items => items.Children.SelectMany(Places),
        _ => [],
    };

    /// <summary>A service selects by labels at once; what else selects has fields for it.</summary>
    private static bool IsFree(string field, YamlNode value) =>
        Free.Contains(field, StringComparer.Ordinal)
        || (field == "selector" && value is YamlMappingNode selector && !selector.Children.ContainsKey("matchLabels"));
}
