using k8s;
using k8s.Models;

namespace Kubernetes.Tests;

/// <summary>What every pod of an overlay has to be.</summary>
public sealed class WorkloadTests
{
    private static readonly string[] Services = ["gateway", "matching", "profile", "vacancy"];

    [KubectlTheory]
    [Overlays]
    public async Task Overlay_HasEveryServiceAndItsAccount(string name)
    {
        var overlay = await Overlay.LoadAsync(name);

        Assert.Equal(Services, overlay.OwnWorkloads.Select(workload => workload.Name).Order(StringComparer.Ordinal));
        Assert.All(overlay.Workloads, workload =>
        {
            var account = overlay.All<V1ServiceAccount>()
                .Single(it => it.Name() == workload.Template.Spec.ServiceAccountName);
            Assert.False(account.AutomountServiceAccountToken);
            Assert.False(workload.Template.Spec.AutomountServiceAccountToken);
            Assert.False(workload.Template.Spec.EnableServiceLinks);
        });
    }

    [KubectlTheory]
    [Overlays]
    public async Task Containers_MayDoNothingThatTheyNeedNot(string name)
    {
        var overlay = await Overlay.LoadAsync(name);

        Assert.All(overlay.Workloads, workload =>
        {
            var pod = workload.Template.Spec.SecurityContext;
            Assert.True(pod.RunAsNonRoot);
            Assert.True(pod.RunAsUser > 0);
            Assert.Equal("RuntimeDefault", pod.SeccompProfile.Type);
            Assert.All(workload.Containers, container =>
            {
                Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                Assert.Null(container.SecurityContext.Capabilities.Add);
            });
        });
    }

    [KubectlTheory]
    [Overlays]
    public async Task Containers_SayWhatTheyNeedAndHowTheyAre(string name)
    {
        var overlay = await Overlay.LoadAsync(name);

        Assert.All(overlay.Workloads, workload =>
        {
            Assert.All(workload.Containers, container =>
            {
                string[] both = ["cpu", "memory"];
                Assert.Equal(both, container.Resources.Requests.Keys.Order(StringComparer.Ordinal));
                Assert.Equal(both, container.Resources.Limits.Keys.Order(StringComparer.Ordinal));
                Assert.All(both, resource => Assert.True(
                    container.Resources.Requests[resource].ToDecimal() <= container.Resources.Limits[resource].ToDecimal()));
                Assert.Matches(@":\w[\w.-]*$", container.Image);
                Assert.DoesNotContain(":latest", container.Image, StringComparison.Ordinal);
                Assert.All(container.VolumeMounts, mount => Assert.Contains(mount.Name, VolumesOf(overlay, workload)));
            });
            foreach (var probe in Probes(workload.Main))
            {
                Assert.NotNull(probe);
                AssertPort(workload.Main, probe.HttpGet?.Port.Value ?? probe.TcpSocket?.Port.Value ?? (probe.Grpc is { } grpc ? $"{grpc.Port}" : null));
            }
        });
    }

    /// <summary>Liveness must not ask what readiness asks: a store that is away would have every service restarted.</summary>
    [KubectlTheory]
    [Overlays]
    public async Task Probes_OfTheServices_TellAliveFromReady(string name)
    {
        var overlay = await Overlay.LoadAsync(name);
        var health = Code.Read("services/shared/Hosting/Grpc/Health/HealthService.cs");
        var gateway = Code.Read("gateway/Health/HealthEndpoints.cs");

        Assert.All(overlay.OwnWorkloads, workload =>
        {
            var container = workload.Main;
            if (workload.Name == "gateway")
            {
                Assert.All(Probes(container), probe =>
                    Assert.Contains($"\"{probe.HttpGet.Path}\"", gateway, StringComparison.Ordinal));
                return;
            }

            Assert.Null(container.ReadinessProbe.Grpc.Service);
            Assert.Equal(container.StartupProbe.Grpc.Service, container.LivenessProbe.Grpc.Service);
            Assert.Contains($"Liveness = \"{container.LivenessProbe.Grpc.Service}\"", health, StringComparison.Ordinal);
        });
    }

    [KubectlTheory]
    [Overlays]
    public async Task GracePeriods_AreLongerThanADrain(string name)
    {
        var overlay = await Overlay.LoadAsync(name);

        Assert.All(overlay.OwnWorkloads, workload =>
        {
            var settings = overlay.Settings(workload.Main.EnvFrom.Single().ConfigMapRef.Name);
            var drain = Code.Time(settings["DRAIN_DELAY"]) + Code.Time(settings["DRAIN_TIME"]);
            Assert.True(workload.Template.Spec.TerminationGracePeriodSeconds > drain.TotalSeconds);
        });
    }

    [KubectlTheory]
    [Overlays]
    public async Task Selectors_FindWhatTheyAreMeantFor(string name)
    {
        var overlay = await Overlay.LoadAsync(name);
        var namesake = overlay.Pods.ToDictionary(pods => pods.Name, StringComparer.Ordinal);

        Assert.All(overlay.Workloads, workload =>
        {
            Assert.True(namesake[workload.Name].Match(workload.Selector));
            Assert.All(workload.Template.Spec.TopologySpreadConstraints ?? [], spread =>
                Assert.True(namesake[workload.Name].Match(spread.LabelSelector)));
            Assert.Single(overlay.Pods, pods => pods.Match(workload.Selector));
        });
        Assert.All(overlay.All<V1Service>(), service =>
        {
            var pods = Assert.Single(
                overlay.Pods, pods => pods.Match(new V1LabelSelector { MatchLabels = service.Spec.Selector }));
            var container = overlay.Workloads.Single(workload => workload.Name == pods.Name).Main;
            Assert.All(service.Spec.Ports, port => AssertPort(container, port.TargetPort.Value));
        });
        Assert.All(overlay.All<V1StatefulSet>(), set =>
            Assert.Contains(overlay.All<V1Service>(), service => service.Name() == set.Spec.ServiceName));
        Assert.All(overlay.All<V1PodDisruptionBudget>(), budget =>
            Assert.True(Assert.Single(overlay.Pods, pods => pods.Match(budget.Spec.Selector)).Name == budget.Name()));
    }

    [KubectlTheory]
    [InlineData("ha")]
    public async Task Replicas_AreScaledAndKept(string name)
    {
        var overlay = await Overlay.LoadAsync(name);

        Assert.All(overlay.OwnWorkloads, workload =>
        {
            var scaler = overlay.All<V2HorizontalPodAutoscaler>().Single(it => it.Name() == workload.Name);
            var target = scaler.Spec.ScaleTargetRef;
            Assert.Contains(
                overlay.All<IKubernetesObject<V1ObjectMeta>>(),
                it => (it.ApiVersion, it.Kind, it.Name()) == (target.ApiVersion, target.Kind, target.Name));
            Assert.True(scaler.Spec.MinReplicas >= 2);
            Assert.Contains(overlay.All<V1PodDisruptionBudget>(), budget => budget.Name() == workload.Name);
            Assert.Equal("DoNotSchedule", workload.Template.Spec.TopologySpreadConstraints[0].WhenUnsatisfiable);
        });

        // Who scales sets the number, and nothing that is applied again may set it back.
        Assert.All(overlay.All<V1Deployment>(), deployment => Assert.Null(deployment.Spec.Replicas));
        Assert.All(overlay.All<V1StatefulSet>(), set => Assert.Null(set.Spec.Replicas));
    }

    private static IEnumerable<V1Probe> Probes(V1Container container) =>
        [container.StartupProbe, container.LivenessProbe, container.ReadinessProbe];

    private static IEnumerable<string> VolumesOf(Overlay overlay, Workload workload) =>
    [
        .. (workload.Template.Spec.Volumes ?? []).Select(volume => volume.Name),
        .. overlay.All<V1StatefulSet>().Where(set => set.Name() == workload.Name)
            .SelectMany(set => set.Spec.VolumeClaimTemplates ?? []).Select(claim => claim.Name()),
    ];

    private static void AssertPort(V1Container container, string? port)
    {
        if (port is not null)
        {
            Assert.Contains(container.Ports, it => it.Name == port || $"{it.ContainerPort}" == port);
        }
    }
}
