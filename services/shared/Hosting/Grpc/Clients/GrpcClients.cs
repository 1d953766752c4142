using System.Net;
using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Matching.Hosting;

/// <summary>
/// Registers clients of other services: one channel per address, the deadline and cancellation of the call that is
/// being answered, and retries with back-off where the other side is unavailable, which is the only error that is worth
/// a retry. An address is <c>http://</c>, <c>https://</c> or <c>dns:///host:port,host:port</c>, which spreads calls
/// over every address of every name.
/// </summary>
public static class GrpcClients
{
    /// <summary>The deadline of a unary call that brings none of its own and where no setting says otherwise.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);

    /// <summary>Registers a generated client.</summary>
    /// <param name="addressKey">The configuration key of the address, such as <c>Endpoints:Profile</c>.</param>
    public static IServiceCollection AddGrpcClient<TClient>(this IServiceCollection services, string addressKey)
        where TClient : ClientBase<TClient>
    {
        services.AddGrpcChannels();
        services.AddKeyedSingleton(addressKey, new CalledService(ContractOf(typeof(TClient))));
        services.TryAddKeyedSingleton(addressKey, (provider, _) => provider.GetRequiredService<GrpcChannels>().Open(
            Address(provider, addressKey),
            provider.GetKeyedServices<CalledService>(addressKey).Select(called => called.Contract)));
        services.AddSingleton(provider =>
        {
            var invoker = provider.GetRequiredKeyedService<GrpcChannel>(addressKey)
                .Intercept(provider.GetRequiredService<GrpcChannels>().Interceptor);
            return (TClient)Activator.CreateInstance(typeof(TClient), invoker)!;
        });
        return services;
    }

    /// <summary>Registers what channels are opened with, and notes incoming calls for those that they make.</summary>
    public static void AddGrpcChannels(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(GrpcChannels)))
        {
            return;
        }

        services.TryAddSingleton<AddressLookup>(_ => Dns.GetHostAddressesAsync);
        services.TryAddSingleton(provider => new GrpcChannels(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<AddressLookup>()));
        services.AddSingleton<IncomingCall.Interceptor>();
        services.Configure<GrpcServiceOptions>(options => options.Interceptors.Add<IncomingCall.Interceptor>());
    }

    /// <summary>Opens a channel with the suite's settings, outside of a host. The caller disposes it.</summary>
    public static GrpcChannel CreateChannel(Uri address) =>
        new GrpcChannels(new ConfigurationBuilder().Build(), Dns.GetHostAddressesAsync).Open(address, []);

    /// <summary>A generated client is a member of the class that holds its service's descriptor.</summary>
    private static ServiceDescriptor? ContractOf(Type client) =>
        client.DeclaringType?.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)
            as ServiceDescriptor;

    private static Uri Address(IServiceProvider provider, string key) =>
        Uri.TryCreate(provider.GetRequiredService<IConfiguration>()[key], UriKind.Absolute, out var address)
            ? address
            : throw new InvalidOperationException($"{key} is not set to an address such as http://127.0.0.1:5001.");

    /// <summary>A service that is called at an address; null where its client was not generated.</summary>
    private sealed record CalledService(ServiceDescriptor? Contract);
}
