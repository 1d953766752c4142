using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Hosting;

/// <summary>
/// Registers clients of other services: one channel per address, a deadline on every unary call, and retries with
/// back-off where the other side is unavailable, which is the only error that is worth a retry.
/// </summary>
public static class GrpcClients
{
    /// <summary>The deadline of a unary call that brings none of its own.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);

    /// <summary>Registers a generated client.</summary>
    /// <param name="addressKey">The configuration key of the address, such as <c>Endpoints:Profile</c>.</param>
    public static IServiceCollection AddGrpcClient<TClient>(this IServiceCollection services, string addressKey)
        where TClient : ClientBase<TClient>
    {
        services.AddKeyedSingleton(addressKey, (provider, _) => CreateChannel(Address(provider, addressKey)));
        services.AddSingleton(provider =>
        {
            var invoker = provider.GetRequiredKeyedService<GrpcChannel>(addressKey)
                .Intercept(new DeadlineInterceptor());
            return (TClient)Activator.CreateInstance(typeof(TClient), invoker)!;
        });
        return services;
    }

    /// <summary>Opens a channel with the suite's settings. The caller disposes it.</summary>
    public static GrpcChannel CreateChannel(Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        MaxReceiveMessageSize = null,
        HttpHandler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
        },
        ServiceConfig = new ServiceConfig
        {
            MethodConfigs =
            {
                new MethodConfig
                {
                    Names = { MethodName.Default },
                    RetryPolicy = new RetryPolicy
                    {
                        MaxAttempts = 4,
                        InitialBackoff = TimeSpan.FromMilliseconds(100),
                        MaxBackoff = TimeSpan.FromSeconds(2),
                        BackoffMultiplier = 2,
                        RetryableStatusCodes = { StatusCode.Unavailable },
                    },
                },
            },
        },
    });

    private static Uri Address(IServiceProvider provider, string key) =>
        Uri.TryCreate(provider.GetRequiredService<IConfiguration>()[key], UriKind.Absolute, out var address)
            ? address
            : throw new InvalidOperationException($"{key} is not set to an address such as http://127.0.0.1:5001.");

    /// <summary>Gives a unary call a deadline where it has none. Deadlines are real time, also in a replay.</summary>
    private sealed class DeadlineInterceptor : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, context.Options.Deadline is not null
                ? context
                : new ClientInterceptorContext<TRequest, TResponse>(
                    context.Method,
                    context.Host,
                    context.Options.WithDeadline(TimeProvider.System.GetUtcNow().UtcDateTime + DefaultDeadline)));
    }
}
