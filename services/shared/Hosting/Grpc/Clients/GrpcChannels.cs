using System.Net;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Matching.Hosting;

/// <summary>Opens channels with the settings of a host. Safe for concurrent use.</summary>
public sealed class GrpcChannels
{
    private readonly ClientOptions _options;
    private readonly TlsClient _tls;
    private readonly IServiceProvider _resolvers;

    /// <exception cref="InvalidOperationException">A file of a certificate is missing or wrong.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting makes no sense.</exception>
    public GrpcChannels(IConfiguration configuration, AddressLookup lookup)
    {
        _options = ClientOptions.From(configuration);
        _tls = new TlsClient(configuration);
        _resolvers = new ServiceCollection()
            .AddSingleton<ResolverFactory>(new NameResolverFactory(lookup, _options.RefreshInterval))
            .BuildServiceProvider();
        Interceptor = new OutgoingCalls(_options);
    }

    /// <summary>What every call over these channels goes through.</summary>
    public Interceptor Interceptor { get; }

    /// <summary>How often the addresses behind a name are looked up.</summary>
    public TimeSpan RefreshInterval => _options.RefreshInterval;

    /// <summary>
    /// Whether TLS is used with an address; one that begins with <c>dns:</c> says nothing of it, and then the setting
    /// does that names whom to trust.
    /// </summary>
    public bool IsSecure(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == NameResolverFactory.Scheme && _tls.IsConfigured);

    /// <summary>The names and ports of an address such as <c>dns:///one:5001,other:5001</c>.</summary>
    /// <exception cref="InvalidOperationException">It is not such an address.</exception>
    public static IReadOnlyList<DnsEndPoint> NamesOf(Uri address) =>
        address.Scheme == NameResolverFactory.Scheme
            ? NameResolver.NamesOf(address)
            : throw new InvalidOperationException(
                $"{address} is not an address such as http://profile:5001 or dns:///profile:5001.");

    /// <summary>Opens a channel. The caller disposes it.</summary>
    /// <param name="services">The services that are called over it. Their methods that take a stream are not repeated,
    /// since part of it may have been acted on.</param>
    public GrpcChannel Open(Uri address, IEnumerable<ServiceDescriptor?> services) =>
        GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            Credentials = IsSecure(address) ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure,
            MaxReceiveMessageSize = _options.MaximumReceiveBytes,
            MaxSendMessageSize = _options.MaximumSendBytes,
            CompressionProviders = [.. BoundedCompression.All(_options.MaximumReceiveBytes)],
            HttpHandler = new ClosedConnections(CreateHandler()),
            DisposeHttpClient = true,
            ServiceProvider = _resolvers,
            ServiceConfig = Configure(services),
        });

    /// <summary>What connections are made with, also those that carry gRPC without a channel.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = _options.KeepAliveDelay,
        KeepAlivePingTimeout = _options.KeepAliveTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
        SslOptions = _tls.CreateOptions(),
    };

    private ServiceConfig Configure(IEnumerable<ServiceDescriptor?> services)
    {
        var config = new ServiceConfig
        {
            LoadBalancingConfigs = { new RoundRobinConfig() },
            RetryThrottling = new RetryThrottlingPolicy { MaxTokens = _options.RetryBudget, TokenRatio = 0.1 },
        };
        if (_options.Attempts == 1)
        {
            return config;
        }

        config.MethodConfigs.Add(new MethodConfig
        {
            Names = { MethodName.Default },
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = _options.Attempts,
                InitialBackoff = _options.InitialBackoff,
                MaxBackoff = _options.MaximumBackoff,
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
            },
        });
        var streamed =
            from service in services.OfType<ServiceDescriptor>().Distinct()
            from method in service.Methods
            where method.IsClientStreaming
            select new MethodName { Service = service.FullName, Method = method.Name };
        var once = new MethodConfig();
        foreach (var name in streamed)
        {
            once.Names.Add(name);
        }

        if (once.Names.Count > 0)
        {
            config.MethodConfigs.Add(once);
        }

        return config;
    }
}
