using k8s;
using k8s.Models;

namespace Kubernetes.Tests.Operators;

/// <summary>A resource whose kind an operator defines: the fields that are in use here, and no others.</summary>
internal sealed class Resource<TSpec> : IKubernetesObject<V1ObjectMeta>
    where TSpec : class
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public TSpec? Spec { get; set; }
}

/// <summary>The name of something in the same namespace.</summary>
internal sealed class NameReference
{
    public string? Name { get; set; }
}
