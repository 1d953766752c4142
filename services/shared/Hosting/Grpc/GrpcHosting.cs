using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Matching.Hosting;

/// <summary>
/// What every host does for gRPC calls, services and gateway alike: errors, limits, compression, gRPC-Web, health and
/// reflection.
/// </summary>
public static class GrpcHosting
{
    /// <summary>Registers it. <see cref="UseMatchingGrpc"/> and <see cref="MapMatchingGrpc"/> put it to use.</summary>
    public static void AddMatchingGrpc(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GrpcOptions>()
            .Bind(builder.Configuration.GetSection(GrpcOptions.Section))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<GrpcOptions>, GrpcOptionsValidator>();

        // Before the library's own provider, which binds the methods with what the settings say then.
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton(typeof(IServiceMethodProvider<>), typeof(ServiceSettings<>)));
        services.AddSingleton<ErrorInterceptor>();
        services.AddGrpc(options => options.Interceptors.Add<ErrorInterceptor>());
        services.AddOptions<GrpcServiceOptions>().Configure<IOptions<GrpcOptions>>((grpc, options) =>
        {
            if (options.Value.Compression != "identity")
            {
                grpc.ResponseCompressionAlgorithm = options.Value.Compression;
            }

            grpc.ResponseCompressionLevel = options.Value.CompressionLevel;
        });
        services.AddSingleton<ServedContracts>();
        services.AddSingleton<Draining>();
        services.AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddHealthChecks();
        builder.AddAllowedOrigins();
    }

    /// <summary>Begins the pipeline: CORS, gRPC-Web, routing, and what belongs around a call.</summary>
    /// <param name="tier">What the host is to the calls that are measured: <c>gateway</c> or <c>service</c>.</param>
    /// <param name="beforeRouting">Takes calls of gRPC that are answered elsewhere, before anything is done for those
    /// that are answered here.</param>
    public static void UseMatchingGrpc(
        this WebApplication app, string tier, Action<WebApplication>? beforeRouting = null)
    {
        app.UseRequestTelemetry(tier);
        app.UseCors();
        app.UseGrpcWeb();
        beforeRouting?.Invoke(app);
        app.UseRouting();
        app.UseRefusedCalls();
        app.Use(EndStreamsWhenStopping);
    }

    /// <summary>Maps <c>grpc.health.v1</c> and <c>grpc.reflection</c> in both its versions.</summary>
    public static void MapMatchingGrpc(this WebApplication app)
    {
        app.MapGrpcService<HealthService>();
        app.MapGrpcService<ReflectionService>();
        app.MapGrpcService<ReflectionAlphaService>();
    }

    /// <summary>
    /// Kestrel waits for open requests before it stops, and a stream of changes has no end: it is cancelled when the
    /// host stops, and its caller told to come back. Health's own stream says that the service is going, and
    /// ends.
    /// </summary>
    private static Task EndStreamsWhenStopping(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } called
        && called.ServiceType != typeof(HealthService)
        && called.Method.Type is MethodType.ServerStreaming or MethodType.DuplexStreaming
            ? EndWhenStopping(context, next)
            : next(context);

    private static async Task EndWhenStopping(HttpContext context, RequestDelegate next)
    {
        var draining = context.RequestServices.GetRequiredService<Draining>();
        using var ending =
            CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, draining.StreamsEnd);
        context.RequestAborted = ending.Token;
        await next(context);
    }
}
