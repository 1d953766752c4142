using System.Runtime.InteropServices;

namespace Grpc.Core.Interceptors;

/// <summary>A call that is about to be started, as a client interceptor sees it. Immutable.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct ClientInterceptorContext<TRequest, TResponse>(
    Method<TRequest, TResponse> method, string? host, CallOptions options)
    where TRequest : class
    where TResponse : class
{
    /// <summary>The method.</summary>
    public Method<TRequest, TResponse> Method { get; } = method;

    /// <summary>The host to name, or null for the channel's.</summary>
    public string? Host { get; } = host;

    /// <summary>How the call is made.</summary>
    public CallOptions Options { get; } = options;
}
