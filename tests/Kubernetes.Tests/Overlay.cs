using System.Reflection;
using k8s;
using k8s.Models;
using Kubernetes.Tests.Operators;
using Xunit.Sdk;

namespace Kubernetes.Tests;

/// <summary>An overlay as it would be applied, and what pods it leads to.</summary>
internal sealed class Overlay
{
    /// <summary>What the operators' pods listen on, by the label that the overlay has them carry.</summary>
    private static readonly Dictionary<Type, (string Store, int[] Ports)> Operated = new()
    {
        [typeof(Resource<PostgresClusterSpec>)] = ("postgres", [5432, 8000]),
        [typeof(Resource<RabbitmqClusterSpec>)] = ("rabbitmq", [5672, 4369, 25672, 15672, 35672]),
        [typeof(Resource<RedisReplicationSpec>)] = ("redis", [6379]),
        [typeof(Resource<RedisSentinelSpec>)] = ("redis-sentinel", [26379]),
    };

    private readonly IReadOnlyList<object> _resources;

    private Overlay(string name, IReadOnlyList<object> resources)
    {
        (Name, _resources) = (name, resources);
        Workloads =
        [
            .. All<V1Deployment>().Select(it => new Workload(it.Name(), it.Spec.Selector, it.Spec.Template)),
            .. All<V1StatefulSet>().Select(it => new Workload(it.Name(), it.Spec.Selector, it.Spec.Template)),
        ];
        Pods =
        [
            .. Workloads.Select(it => new Pods(
                it.Name,
                it.Template.Metadata.Labels,
                [.. it.Template.Spec.Containers.SelectMany(container => container.Ports).Select(port => port.ContainerPort)])),
            .. from resource in resources
               where Operated.ContainsKey(resource.GetType())
               let operated = Operated[resource.GetType()]
               select new Pods(
                   operated.Store,
                   new Dictionary<string, string>(StringComparer.Ordinal) { ["matching.store"] = operated.Store },
                   operated.Ports),
        ];
    }

    public string Name { get; }

    /// <summary>What runs the images of the repository or a store.</summary>
    public IReadOnlyList<Workload> Workloads { get; }

    /// <summary>Every kind of pod, also those of operators.</summary>
    public IReadOnlyList<Pods> Pods { get; }

    /// <summary>The services and the gateway.</summary>
    public IEnumerable<Workload> OwnWorkloads => Workloads.Where(workload => workload.IsOwn);

    public static async Task<Overlay> LoadAsync(string name) => new(name, await Manifests.OverlayAsync(name));

    public IEnumerable<T> All<T>() => _resources.OfType<T>();

    /// <summary>The values of a config map.</summary>
    public IDictionary<string, string> Settings(string configMap) =>
        All<V1ConfigMap>().Single(it => it.Name() == configMap).Data;
}

/// <summary>A deployment or a stateful set.</summary>
internal sealed record Workload(string Name, V1LabelSelector Selector, V1PodTemplateSpec Template)
{
    public bool IsOwn => Template.Metadata.Labels.ContainsKey("app.kubernetes.io/component");

    public V1Container Main => Template.Spec.Containers.Single();

    public IEnumerable<V1Container> Containers =>
        [.. Template.Spec.Containers, .. Template.Spec.InitContainers ?? []];
}

/// <summary>Pods that are alike: what they are called, what labels they carry and what they listen on.</summary>
internal sealed record Pods(string Name, IDictionary<string, string> Labels, IReadOnlyList<int> Ports)
{
    public bool Match(V1LabelSelector selector) =>
        (selector.MatchLabels ?? new Dictionary<string, string>(StringComparer.Ordinal)).All(
            label => Labels.TryGetValue(label.Key, out var value) && value == label.Value)
        && (selector.MatchExpressions ?? []).All(
            expression => expression.OperatorProperty == "In"
                && Labels.TryGetValue(expression.Key, out var value)
                && expression.Values.Contains(value, StringComparer.Ordinal));
}

/// <summary>Runs a test on both overlays.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OverlaysAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [["single"], ["ha"]];
}

/// <summary>A test of what kubectl makes of an overlay.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlTheoryAttribute : TheoryAttribute
{
    public KubectlTheoryAttribute() => Skip = Manifests.WhyNoKubectl;
}
