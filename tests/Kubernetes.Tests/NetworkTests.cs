using k8s.Models;

namespace Kubernetes.Tests;

/// <summary>Which pods may speak to which: the arrows of docs/ARCHITECTURE.md, and nothing else.</summary>
public sealed class NetworkTests
{
    /// <summary>A name with a colon is a namespace; <c>*</c> is anywhere.</summary>
    private static readonly string[] Everywhere =
    [
        "envoy-gateway-system: -> gateway 8080", "envoy-gateway-system: -> gateway 8081",
        "gateway -> matching 5003", "gateway -> profile 5001", "gateway -> vacancy 5002",
        "matching -> profile 5001", "matching -> vacancy 5002",
        "matching -> postgres 5432", "profile -> postgres 5432", "vacancy -> postgres 5432",
        "matching -> rabbitmq 5672", "profile -> rabbitmq 5672", "vacancy -> rabbitmq 5672",
        "matching -> redis 6379",
        .. new[] { "gateway", "matching", "profile", "vacancy" }.SelectMany(
            service => new[] { $"monitoring: -> {service} 9464", $"{service} -> monitoring: 4317" }),
    ];

    /// <summary>What operators need, which <c>ha</c> has.</summary>
    private static readonly string[] Operators =
    [
        "postgres -> postgres 5432", "postgres -> postgres 8000",
        "cnpg-system: -> postgres 5432", "cnpg-system: -> postgres 8000",
        "rabbitmq -> rabbitmq 4369", "rabbitmq -> rabbitmq 25672", "rabbitmq -> rabbitmq 35672",
        "rabbitmq-system: -> rabbitmq 15672",
        "redis -> redis 6379", "redis -> redis-sentinel 26379",
        "redis-sentinel -> redis 6379", "redis-sentinel -> redis-sentinel 26379",
        "redis-operator: -> redis 6379", "redis-operator: -> redis-sentinel 26379",
        "postgres -> * 443", "postgres -> * 6443", "rabbitmq -> * 443", "rabbitmq -> * 6443",
    ];

    [KubectlTheory]
    [Overlays]
    public async Task Arrows_AreThoseOfTheArchitecture(string name)
    {
        var overlay = await Overlay.LoadAsync(name);
        var dns = overlay.Pods.SelectMany(
            pods => new[] { $"{pods.Name} -> kube-system: 53", $"{pods.Name} -> kube-system: 53" });

        // Within the namespace both ends have to agree; across its border there is one end here.
        var outward = Arrows(overlay, ingress: false).ToArray();
        var inward = Arrows(overlay, ingress: true).ToArray();
        var open = outward.Where(arrow => arrow.IsInside).Intersect(inward)
            .Concat(outward.Concat(inward).Where(arrow => !arrow.IsInside))
            .Select(arrow => arrow.ToString());

        string[] expected = [.. Everywhere, .. name == "ha" ? Operators : [], .. dns];
        Assert.Equal(
            expected.Distinct().Order(StringComparer.Ordinal), open.Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(outward.Where(arrow => arrow.IsInside).Except(inward));
        Assert.Empty(inward.Where(arrow => arrow.IsInside).Except(outward));
    }

    [KubectlTheory]
    [Overlays]
    public async Task Everything_IsDeniedUnlessAllowed(string name)
    {
        var overlay = await Overlay.LoadAsync(name);

        var deny = overlay.All<V1NetworkPolicy>().Single(policy => policy.Name() == "deny-all");

        Assert.All(overlay.Pods, pods => Assert.True(pods.Match(deny.Spec.PodSelector)));
        Assert.Equal(["Ingress", "Egress"], deny.Spec.PolicyTypes);
        Assert.Null(deny.Spec.Ingress);
        Assert.Null(deny.Spec.Egress);
    }

    [KubectlTheory]
    [Overlays]
    public async Task Policies_OpenPortsThatPodsHave(string name)
    {
        var overlay = await Overlay.LoadAsync(name);

        Assert.All(
            Arrows(overlay, ingress: true).Concat(Arrows(overlay, ingress: false)),
            arrow => Assert.All(
                overlay.Pods.Where(pods => pods.Name == arrow.To),
                pods => Assert.Contains(arrow.Port, pods.Ports)));
    }

    /// <summary>What one side of every policy allows, spelled out for each pair of pods.</summary>
    private static IEnumerable<Arrow> Arrows(Overlay overlay, bool ingress) =>
        from policy in overlay.All<V1NetworkPolicy>()
        from pods in overlay.Pods
        where pods.Match(policy.Spec.PodSelector)
        from rule in ingress
            ? (policy.Spec.Ingress ?? []).Select(rule => (Peers: rule.FromProperty, rule.Ports))
            : (policy.Spec.Egress ?? []).Select(rule => (Peers: rule.To, rule.Ports))
        from peer in Peers(overlay, rule.Peers)
        from port in rule.Ports
        let number = int.Parse(port.Port.Value, System.Globalization.CultureInfo.InvariantCulture)
        let arrow = ingress ? new Arrow(peer, pods.Name, number) : new Arrow(pods.Name, peer, number)
        // A policy for several kinds of pods opens to each kind what that kind listens on.
        where overlay.Pods.FirstOrDefault(it => it.Name == arrow.To) is not { } target
            || target.Ports.Contains(number) || IsForOne(overlay, policy, rule.Peers, ingress)
        select arrow;

    /// <summary>Whether the ports of a rule can only be meant for one kind of pods.</summary>
    private static bool IsForOne(
        Overlay overlay, V1NetworkPolicy policy, IList<V1NetworkPolicyPeer> peers, bool ingress) =>
        ingress
            ? overlay.Pods.Count(pods => pods.Match(policy.Spec.PodSelector)) == 1
            : Peers(overlay, peers).Count() == 1;

    private static IEnumerable<string> Peers(Overlay overlay, IList<V1NetworkPolicyPeer>? peers) =>
        peers is null
            ? ["*"]
            : peers.SelectMany(peer => peer.NamespaceSelector is { } other
                ? [other.MatchLabels["kubernetes.io/metadata.name"] + ":"]
                : overlay.Pods.Where(pods => pods.Match(peer.PodSelector)).Select(pods => pods.Name));

    private sealed record Arrow(string From, string To, int Port)
    {
        public bool IsInside => !$"{From}{To}".AsSpan().ContainsAny(':', '*');

        public override string ToString() => $"{From} -> {To} {Port}";
    }
}
