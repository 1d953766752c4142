namespace Kubernetes.Tests.Operators;

/// <summary>https://gateway-api.sigs.k8s.io/reference/spec/.</summary>
internal sealed class GatewaySpec
{
    public string? GatewayClassName { get; set; }

    public List<Listener>? Listeners { get; set; }

    internal sealed class Listener
    {
        public string? Name { get; set; }

        public string? Hostname { get; set; }

        public int Port { get; set; }

        public string? Protocol { get; set; }

        public ListenerTls? Tls { get; set; }
    }

    internal sealed class ListenerTls
    {
        public string? Mode { get; set; }

        public List<NameReference>? CertificateRefs { get; set; }
    }
}

/// <summary>Leads HTTP of a host to a service.</summary>
internal sealed class HttpRouteSpec
{
    public List<RouteParent>? ParentRefs { get; set; }

    public List<string>? Hostnames { get; set; }

    public List<Rule>? Rules { get; set; }

    internal sealed class Rule
    {
        public List<RouteBackend>? BackendRefs { get; set; }

        public RuleTimeouts? Timeouts { get; set; }
    }

    internal sealed class RuleTimeouts
    {
        public string? Request { get; set; }
    }
}

/// <summary>Leads gRPC of a host to a service.</summary>
internal sealed class GrpcRouteSpec
{
    public List<RouteParent>? ParentRefs { get; set; }

    public List<string>? Hostnames { get; set; }

    public List<Rule>? Rules { get; set; }

    internal sealed class Rule
    {
        public List<RouteBackend>? BackendRefs { get; set; }
    }
}

/// <summary>The listener that a route belongs to.</summary>
internal sealed class RouteParent
{
    public string? Name { get; set; }

    public string? SectionName { get; set; }
}

/// <summary>The service that a route leads to.</summary>
internal sealed class RouteBackend
{
    public string? Name { get; set; }

    public int Port { get; set; }
}

/// <summary>https://gateway.envoyproxy.io/docs/api/extension_types/#backendtrafficpolicy.</summary>
internal sealed class BackendTrafficPolicySpec
{
    public List<PolicyTarget>? TargetRefs { get; set; }

    public PolicyTimeout? Timeout { get; set; }

    internal sealed class PolicyTarget
    {
        public string? Group { get; set; }

        public string? Kind { get; set; }

        public string? Name { get; set; }
    }

    internal sealed class PolicyTimeout
    {
        public HttpTimeout? Http { get; set; }
    }

    internal sealed class HttpTimeout
    {
        public string? RequestTimeout { get; set; }

        public string? MaxStreamDuration { get; set; }
    }
}
