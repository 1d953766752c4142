using k8s.Models;

namespace Kubernetes.Tests.Operators;

/// <summary>https://www.rabbitmq.com/kubernetes/operator/using-operator.</summary>
internal sealed class RabbitmqClusterSpec
{
    public int Replicas { get; set; }

    public string? Image { get; set; }

    public Volume? Persistence { get; set; }

    public V1ResourceRequirements? Resources { get; set; }

    public Configuration? Rabbitmq { get; set; }

    public Overrides? Override { get; set; }

    internal sealed class Volume
    {
        public string? Storage { get; set; }
    }

    internal sealed class Configuration
    {
        public string? AdditionalConfig { get; set; }
    }

    internal sealed class Overrides
    {
        public PartOf? StatefulSet { get; set; }
    }

    internal sealed class PartOf
    {
        public V1StatefulSetSpec? Spec { get; set; }
    }
}
