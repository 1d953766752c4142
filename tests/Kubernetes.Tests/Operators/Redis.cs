using k8s.Models;

namespace Kubernetes.Tests.Operators;

/// <summary>https://ot-redis-operator.netlify.app/docs/crd-reference/redis-api/.</summary>
internal sealed class RedisReplicationSpec
{
    public int ClusterSize { get; set; }

    public RedisPods? KubernetesConfig { get; set; }

    public Configuration? RedisConfig { get; set; }

    public V1PodSecurityContext? PodSecurityContext { get; set; }

    public V1SecurityContext? SecurityContext { get; set; }

    public RedisBudget? Pdb { get; set; }

    public List<V1TopologySpreadConstraint>? TopologySpreadConstraints { get; set; }

    internal sealed class Configuration
    {
        public int MaxMemoryPercentOfLimit { get; set; }

        public List<string>? DynamicConfig { get; set; }
    }
}

/// <summary>The watchers that choose another master.</summary>
internal sealed class RedisSentinelSpec
{
    public int ClusterSize { get; set; }

    public RedisPods? KubernetesConfig { get; set; }

    public Configuration? RedisSentinelConfig { get; set; }

    public V1PodSecurityContext? PodSecurityContext { get; set; }

    public V1SecurityContext? SecurityContext { get; set; }

    public RedisBudget? Pdb { get; set; }

    internal sealed class Configuration
    {
        public string? RedisReplicationName { get; set; }

        public V1EnvVarSource? RedisReplicationPassword { get; set; }

        public string? Quorum { get; set; }

        public string? DownAfterMilliseconds { get; set; }

        public string? FailoverTimeout { get; set; }
    }
}

/// <summary>What the operator makes pods of.</summary>
internal sealed class RedisPods
{
    public string? Image { get; set; }

    public V1SecretKeySelector? RedisSecret { get; set; }

    public V1ResourceRequirements? Resources { get; set; }
}

/// <summary>The operator's own disruption budget.</summary>
internal sealed class RedisBudget
{
    public bool Enabled { get; set; }

    public int? MaxUnavailable { get; set; }
}
