using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Microsoft.Extensions.Options;

namespace Matching.Hosting;

/// <summary>
/// Gives each service its own limits when it is mapped, just before its methods are bound. It adds no method itself.
/// </summary>
internal sealed class ServiceSettings<TService>(
    IOptions<GrpcOptions> options, IOptions<GrpcServiceOptions<TService>> service) : IServiceMethodProvider<TService>
    where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        var name = ServedContracts.DescriptorOf(typeof(TService))?.FullName ?? "";
        var maximum = options.Value.ReceiveBytesOf(name);
        service.Value.MaxReceiveMessageSize = maximum;
        service.Value.MaxSendMessageSize = options.Value.SendBytesOf(name);
        service.Value.CompressionProviders = [.. BoundedCompression.All(maximum)];
    }
}
