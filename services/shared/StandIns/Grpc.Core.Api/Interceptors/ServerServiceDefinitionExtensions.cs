namespace Grpc.Core.Interceptors;

/// <summary>Puts interceptors in front of the methods of a service.</summary>
public static class ServerServiceDefinitionExtensions
{
    /// <summary>A definition whose calls pass through an interceptor.</summary>
    public static ServerServiceDefinition Intercept(
        this ServerServiceDefinition serverServiceDefinition, Interceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(serverServiceDefinition);
        ArgumentNullException.ThrowIfNull(interceptor);

        return new ServerServiceDefinition(
            [binder => serverServiceDefinition.BindService(new InterceptingServiceBinder(binder, interceptor))]);
    }

    /// <summary>A definition whose calls pass through interceptors, the first of them first.</summary>
    public static ServerServiceDefinition Intercept(
        this ServerServiceDefinition serverServiceDefinition, params Interceptor[] interceptors)
    {
        ArgumentNullException.ThrowIfNull(serverServiceDefinition);
        ArgumentNullException.ThrowIfNull(interceptors);

        return interceptors.Reverse().Aggregate(
            serverServiceDefinition, (definition, interceptor) => definition.Intercept(interceptor));
    }
}
