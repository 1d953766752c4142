using k8s;

namespace Kubernetes.Tests.Operators;

/// <summary>https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/.</summary>
internal sealed class Kustomization : IKubernetesObject
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public string? Namespace { get; set; }

    public List<LabelPairs>? Labels { get; set; }

    public List<string>? Resources { get; set; }

    public List<Generator>? ConfigMapGenerator { get; set; }

    public List<Generator>? SecretGenerator { get; set; }

    public List<PatchOfSome>? Patches { get; set; }

    public List<Image>? Images { get; set; }

    internal sealed class LabelPairs
    {
        public Dictionary<string, string>? Pairs { get; set; }

        public bool IncludeTemplates { get; set; }
    }

    internal sealed class Generator
    {
        public string? Name { get; set; }

        public string? Behavior { get; set; }

        public List<string>? Envs { get; set; }

        public List<string>? Files { get; set; }

        public List<string>? Literals { get; set; }
    }

    internal sealed class PatchOfSome
    {
        public PatchTarget? Target { get; set; }

        public string? Patch { get; set; }
    }

    internal sealed class PatchTarget
    {
        public string? Kind { get; set; }

        public string? LabelSelector { get; set; }
    }

    internal sealed class Image
    {
        public string? Name { get; set; }

        public string? NewTag { get; set; }
    }
}
