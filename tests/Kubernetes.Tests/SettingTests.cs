using System.Text.RegularExpressions;
using k8s.Models;

namespace Kubernetes.Tests;

/// <summary>Every setting that a manifest names is one of the code's, and the other way about.</summary>
public sealed partial class SettingTests
{
    /// <summary>Settings that no pod has, and why.</summary>
    private static readonly Dictionary<string, string> LeftOut = new(StringComparer.Ordinal)
    {
        ["DATA_DIR"] = "The store is PostgreSQL.",
        ["DEMO"] = "The suite's alone.",
        ["TAXONOMY_DIR"] = "The built-in pack is used; dumps would be a volume of an overlay's own.",
        ["REGION"] = "The region that the system starts with; others are settings.env's of an overlay.",
        ["CLOCK"] = "For tests and replays.",
        ["TLS_CERTIFICATE"] = "TLS ends at the Gateway; inside, network policies say who speaks to whom.",
        ["TLS_KEY"] = "As TLS_CERTIFICATE.",
        ["TLS_CLIENT_CA"] = "As TLS_CERTIFICATE.",
        ["TLS_CA"] = "As TLS_CERTIFICATE.",
        ["TLS_CLIENT_CERTIFICATE"] = "As TLS_CERTIFICATE.",
        ["TLS_CLIENT_KEY"] = "As TLS_CERTIFICATE.",
        ["Cors__Origins__0"] = "No foreign origin unless somebody names one.",
        ["Grpc__MaximumReceiveBytes"] = "The defaults.",
        ["Grpc__MaximumSendBytes"] = "The defaults.",
        ["Grpc__Compression"] = "The defaults.",
        ["Grpc__Client__…"] = "The defaults.",
    };

    [KubectlTheory]
    [Overlays]
    public async Task Variables_AreKnownToTheCode(string name)
    {
        var overlay = await Overlay.LoadAsync(name);

        Assert.All(
            from workload in overlay.OwnWorkloads
            from container in workload.Containers
            from variable in Variables(overlay, container)
            where !IsPartOfAnother(overlay, container, variable.Key)
            select variable.Key,
            variable => Assert.True(
                Code.Literals.Contains(variable.Replace("__", ":", StringComparison.Ordinal)) || IsFrameworks(variable),
                $"{variable} stands in no source."));
    }

    [KubectlTheory]
    [Overlays]
    public async Task References_LeadToValues(string name)
    {
        var overlay = await Overlay.LoadAsync(name);

        Assert.All(overlay.Workloads.SelectMany(workload => workload.Containers), container =>
        {
            var defined = FromConfig(overlay, container).Keys.ToHashSet(StringComparer.Ordinal);
            foreach (var variable in container.Env ?? [])
            {
                Assert.All(References(variable.Value), reference => Assert.Contains(reference, defined));
                Assert.True(defined.Add(variable.Name), $"{variable.Name} is set twice.");
            }
        });
    }

    [KubectlTheory]
    [Overlays]
    public async Task Secrets_AreGeneratedOrNamedInTheDocument(string name)
    {
        var overlay = await Overlay.LoadAsync(name);
        var document = Code.Read("docs/decisions/kubernetes.md");
        var wanted =
            (from workload in overlay.Workloads
             from container in workload.Containers
             from variable in container.Env ?? []
             where variable.ValueFrom?.SecretKeyRef is not null
             select (variable.ValueFrom.SecretKeyRef.Name, variable.ValueFrom.SecretKeyRef.Key))
            .Concat(
                from workload in overlay.Workloads
                from volume in workload.Template.Spec.Volumes ?? []
                from source in volume.Projected?.Sources ?? []
                from item in source.Secret.Items
                select (source.Secret.Name, item.Key))
            .Concat(
                from workload in overlay.Workloads
                from volume in workload.Template.Spec.Volumes ?? []
                where volume.Secret is not null
                from item in volume.Secret.Items
                select (Name: volume.Secret.SecretName, item.Key))
            .Distinct();

        Assert.All(wanted, secret =>
        {
            if (name == "single")
            {
                var value = overlay.All<V1Secret>().Single(it => it.Name() == secret.Name).Data[secret.Key];
                Assert.True(secret.Key == "username" || value.Length == 48);
            }
            else
            {
                Assert.Contains($"`{secret.Name}`", document, StringComparison.Ordinal);
            }
        });
        Assert.Equal(name == "single" ? 6 : 0, overlay.All<V1Secret>().Count());
    }

    /// <summary>Addresses lead to services of the overlay, or to those that an operator makes under that name.</summary>
    [KubectlTheory]
    [Overlays]
    public async Task Addresses_AreOfServices(string name)
    {
        var overlay = await Overlay.LoadAsync(name);
        string[] made = name == "ha" ? ["postgres-rw:5432", "rabbitmq:5672", "redis-master:6379"] : [];
        string[] there =
        [
            .. made,
            .. from service in overlay.All<V1Service>()
               from port in service.Spec.Ports
               select $"{service.Name()}:{port.Port}",
        ];

        Assert.All(
            from workload in overlay.OwnWorkloads
            from variable in workload.Main.Env
            let address = Address().Match(variable.Value ?? "")
            where address.Success
            select address.Groups[1].Value,
            address => Assert.Contains(address, there));
    }

    [KubectlTheory]
    [Overlays]
    public async Task Ports_AreTheOnesThatAreListenedOn(string name)
    {
        var overlay = await Overlay.LoadAsync(name);

        Assert.All(overlay.OwnWorkloads, workload =>
        {
            var settings = Variables(overlay, workload.Main);
            var listened = settings.Where(setting => setting.Key.EndsWith("_PORT", StringComparison.Ordinal))
                .Select(setting => setting.Value).Order(StringComparer.Ordinal);
            Assert.Equal(
                listened, workload.Main.Ports.Select(port => $"{port.ContainerPort}").Order(StringComparer.Ordinal));
            Assert.Equal("0.0.0.0", settings["BIND_ADDRESS"]);
        });
    }

    [KubectlTheory]
    [Overlays]
    public async Task Settings_OfTheReadme_AreSetOrLeftOutForAReason(string name)
    {
        var overlay = await Overlay.LoadAsync(name);
        var set = overlay.OwnWorkloads.SelectMany(workload => Variables(overlay, workload.Main).Keys)
            .ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(Code.Settings);
        Assert.All(Code.Settings, setting => Assert.True(
            set.Contains(setting) != LeftOut.ContainsKey(setting), $"{setting} is neither set nor left out, or both."));
        Assert.Empty(LeftOut.Keys.Except(Code.Settings));
    }

    private static Dictionary<string, string?> Variables(Overlay overlay, V1Container container)
    {
        var variables = FromConfig(overlay, container);
        foreach (var variable in container.Env)
        {
            variables[variable.Name] = variable.Value;
        }

        return variables;
    }

    private static Dictionary<string, string?> FromConfig(Overlay overlay, V1Container container) =>
        (container.EnvFrom ?? []).SelectMany(source => overlay.Settings(source.ConfigMapRef.Name))
            .ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.Ordinal);

    /// <summary>Whether a variable is there for the value of another, which the kubelet puts it into.</summary>
    private static bool IsPartOfAnother(Overlay overlay, V1Container container, string variable) =>
        container.Env.Any(other => References(other.Value).Contains(variable, StringComparer.Ordinal))
        || (variable == "PG_PARAMETERS" && FromConfig(overlay, container).ContainsKey(variable));

    private static IEnumerable<string> References(string? value) =>
        Reference().Matches(value ?? "").Select(match => match.Groups[1].Value);

    /// <summary>OpenTelemetry's own, and what the console logger reads of ASP.NET Core's configuration.</summary>
    private static bool IsFrameworks(string variable) =>
        variable.StartsWith("OTEL_", StringComparison.Ordinal) || variable == "Logging__Console__FormatterName";

    [GeneratedRegex(@"\$\((\w+)\)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"://(?:.*@|/)?([\w-]+:\d+)")]
    private static partial Regex Address();
}
