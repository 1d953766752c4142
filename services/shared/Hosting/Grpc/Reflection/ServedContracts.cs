using System.Collections.Frozen;
using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;

namespace Matching.Hosting;

/// <summary>
/// The gRPC services that can be called here: those of this host, and those that it passes on to others. Learnt from
/// the mapped endpoints when it is first asked, which is after the start. Immutable from then on.
/// </summary>
internal sealed class ServedContracts(EndpointDataSource endpoints, IEnumerable<PassedOnService> passedOn)
{
    private readonly Lazy<FrozenDictionary<string, ServiceDescriptor?>> _services =
        new(() => Find(endpoints, passedOn));
    private ContractIndex? _index;

    /// <summary>The full names of the services, in their order.</summary>
    public IEnumerable<string> Names => _services.Value.Keys.Order(StringComparer.Ordinal);

    /// <summary>Every file, symbol and extension behind the services.</summary>
    public ContractIndex Index => _index ??= new ContractIndex(_services.Value.Values.OfType<ServiceDescriptor>());

    public bool Contains(string service) => _services.Value.ContainsKey(service);

    private static FrozenDictionary<string, ServiceDescriptor?> Find(
        EndpointDataSource endpoints, IEnumerable<PassedOnService> passedOn)
    {
        var services = passedOn.ToDictionary(
            service => service.Descriptor.FullName, ServiceDescriptor? (service) => service.Descriptor);
        foreach (var endpoint in endpoints.Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { } method)
            {
                services.TryAdd(method.Method.ServiceName, DescriptorOf(method.ServiceType));
            }
        }

        return services.ToFrozenDictionary();
    }

    /// <summary>
    /// The class that the generator made for a service holds its descriptor; null where none was generated.
    /// </summary>
    internal static ServiceDescriptor? DescriptorOf(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } binding)
            {
                return binding.BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)
                    ?.GetValue(null) as ServiceDescriptor;
            }
        }

        return null;
    }
}

/// <summary>A service that this host does not serve itself but passes calls on to.</summary>
public sealed record PassedOnService(ServiceDescriptor Descriptor);
