using Grpc.Core.Interceptors;

namespace Grpc.Core;

/// <summary>The base of generated clients. Safe for concurrent use.</summary>
public abstract class ClientBase
{
    /// <summary>Creates a client that cannot call anything, for test doubles.</summary>
    protected ClientBase()
        : this(new UnimplementedCallInvoker())
    {
    }

    /// <summary>Creates a client on a channel.</summary>
    protected ClientBase(ChannelBase channel)
        : this((channel ?? throw new ArgumentNullException(nameof(channel))).CreateCallInvoker())
    {
    }

    /// <summary>Creates a client on a call invoker, such as one with interceptors.</summary>
    protected ClientBase(CallInvoker callInvoker)
        : this(new ClientBaseConfiguration(callInvoker ?? throw new ArgumentNullException(nameof(callInvoker)), null))
    {
    }

    /// <summary>Creates a client from another's configuration.</summary>
    protected ClientBase(ClientBaseConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        Configuration = configuration;
        CallInvoker = configuration.CreateCallInvoker();
    }

    /// <summary>What starts the client's calls.</summary>
    protected CallInvoker CallInvoker { get; }

    internal ClientBaseConfiguration Configuration { get; }

    /// <summary>How a client calls; opaque to the generated code that passes it on.</summary>
    protected internal sealed class ClientBaseConfiguration
    {
        private readonly CallInvoker _invoker;
        private readonly string? _host;

        internal ClientBaseConfiguration(CallInvoker invoker, string? host)
        {
            _invoker = invoker;
            _host = host;
        }

        internal CallInvoker CreateCallInvoker() =>
            _host is null ? _invoker : _invoker.Intercept(new HostInterceptor(_host));

        internal ClientBaseConfiguration WithHost(string host) => new(_invoker, host);
    }
}
