using System.Diagnostics;
using System.Reflection;
using k8s;
using k8s.Models;
using Kubernetes.Tests.Operators;
using YamlDotNet.RepresentationModel;

namespace Kubernetes.Tests;

/// <summary>Reads manifests as the API server would with strict validation: an unknown field is an error.</summary>
internal static class Manifests
{
    private const string Kubectl = "kubectl";

    /// <summary>What is not among the API's own kinds.</summary>
    private static readonly Dictionary<string, Type> Custom = new(StringComparer.Ordinal)
    {
        ["kustomize.config.k8s.io/v1beta1/Kustomization"] = typeof(Kustomization),
        ["gateway.networking.k8s.io/v1/Gateway"] = typeof(Resource<GatewaySpec>),
        ["gateway.networking.k8s.io/v1/HTTPRoute"] = typeof(Resource<HttpRouteSpec>),
        ["gateway.networking.k8s.io/v1/GRPCRoute"] = typeof(Resource<GrpcRouteSpec>),
        ["gateway.envoyproxy.io/v1alpha1/BackendTrafficPolicy"] = typeof(Resource<BackendTrafficPolicySpec>),
        ["postgresql.cnpg.io/v1/Cluster"] = typeof(Resource<PostgresClusterSpec>),
        ["postgresql.cnpg.io/v1/Database"] = typeof(Resource<PostgresDatabaseSpec>),
        ["rabbitmq.com/v1beta1/RabbitmqCluster"] = typeof(Resource<RabbitmqClusterSpec>),
        ["redis.redis.opstreelabs.in/v1beta2/RedisReplication"] = typeof(Resource<RedisReplicationSpec>),
        ["redis.redis.opstreelabs.in/v1beta2/RedisSentinel"] = typeof(Resource<RedisSentinelSpec>),
    };

    private static readonly HashSet<string> Known =
    [
        .. Custom.Keys,
        .. from type in typeof(V1Pod).Assembly.GetExportedTypes()
           let entity = type.GetCustomAttribute<KubernetesEntityAttribute>()
           where entity is not null
           select $"{(entity.Group.Length > 0 ? entity.Group + "/" : "")}{entity.ApiVersion}/{entity.Kind}",
    ];

    private static readonly Dictionary<string, Lazy<Task<IReadOnlyList<object>>>> Rendered =
        new(StringComparer.Ordinal)
        {
            ["single"] = new(() => RenderAsync("single")),
            ["ha"] = new(() => RenderAsync("ha")),
        };

    /// <summary>Why the overlays cannot be put together here; null where they can.</summary>
    public static string? WhyNoKubectl =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, Kubectl)))
            ? null
            : "kubectl is not here.";

    /// <summary>Every manifest of the repository, from its root.</summary>
    public static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, "k8s"), "*.yaml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(SharedData.RepositoryRoot, path).Replace('\\', '/'))
            .Where(file => !file.StartsWith("k8s/monitoring/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>An overlay as it would be applied.</summary>
    public static Task<IReadOnlyList<object>> OverlayAsync(string name) => Rendered[name].Value;

    /// <summary>The documents of a text, in order.</summary>
    /// <exception cref="YamlDotNet.Core.YamlException">A field is unknown, or set twice.</exception>
    public static IReadOnlyList<object> Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        Assert.All(stream.Documents, document => Assert.Contains(TypeName(document), Known));
        return KubernetesYaml.LoadAllFromString(text, Custom, strict: true);
    }

    private static string TypeName(YamlDocument document)
    {
        var root = (YamlMappingNode)document.RootNode;
        return $"{root["apiVersion"]}/{root["kind"]}";
    }

    /// <summary>Puts an overlay together in a copy, with secrets of the copy's own.</summary>
    private static async Task<IReadOnlyList<object>> RenderAsync(string overlay)
    {
        using var copy = new TemporaryDirectory();
        var source = Path.Combine(SharedData.RepositoryRoot, "k8s");
        await RunAsync("cp", "-r", source, copy.Path);
        if (Directory.Exists(copy.File("k8s/overlays/single/secrets")))
        {
            Directory.Delete(copy.File("k8s/overlays/single/secrets"), recursive: true);
        }

        if (overlay == "single")
        {
            await RunAsync(copy.File("k8s/overlays/single/make-secrets"));
        }

        return Parse(await RunAsync(Kubectl, "kustomize", copy.File($"k8s/overlays/{overlay}")));
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors}");
        return await output;
    }
}
