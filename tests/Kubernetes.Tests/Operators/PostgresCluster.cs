using k8s.Models;

namespace Kubernetes.Tests.Operators;

/// <summary>https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#cluster.</summary>
internal sealed class PostgresClusterSpec
{
    public int Instances { get; set; }

    public string? ImageName { get; set; }

    public string? PrimaryUpdateStrategy { get; set; }

    public bool? EnableSuperuserAccess { get; set; }

    public Inherited? InheritedMetadata { get; set; }

    public BootstrapKind? Bootstrap { get; set; }

    public ManagedThings? Managed { get; set; }

    public Server? Postgresql { get; set; }

    public Volume? Storage { get; set; }

    public Volume? WalStorage { get; set; }

    public Placement? Affinity { get; set; }

    public V1ResourceRequirements? Resources { get; set; }

    internal sealed class Inherited
    {
        public Dictionary<string, string>? Labels { get; set; }
    }

    internal sealed class BootstrapKind
    {
        public InitDb? Initdb { get; set; }
    }

    internal sealed class InitDb
    {
        public string? Database { get; set; }

        public string? Owner { get; set; }

        public string? Encoding { get; set; }

        public string? LocaleCollate { get; set; }

        public string? LocaleCType { get; set; }

        public bool? DataChecksums { get; set; }

        public NameReference? Secret { get; set; }
    }

    internal sealed class ManagedThings
    {
        public List<Role>? Roles { get; set; }
    }

    internal sealed class Role
    {
        public string? Name { get; set; }

        public string? Ensure { get; set; }

        public bool? Login { get; set; }

        public NameReference? PasswordSecret { get; set; }
    }

    internal sealed class Server
    {
        public SynchronousCommit? Synchronous { get; set; }

        public Dictionary<string, string>? Parameters { get; set; }
    }

    internal sealed class SynchronousCommit
    {
        public string? Method { get; set; }

        public int Number { get; set; }
    }

    internal sealed class Volume
    {
        public string? Size { get; set; }
    }

    internal sealed class Placement
    {
        public bool? EnablePodAntiAffinity { get; set; }

        public string? PodAntiAffinityType { get; set; }

        public string? TopologyKey { get; set; }
    }
}

/// <summary>https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#database.</summary>
internal sealed class PostgresDatabaseSpec
{
    public string? Name { get; set; }

    public string? Owner { get; set; }

    public NameReference? Cluster { get; set; }
}
