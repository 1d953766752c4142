using Microsoft.Extensions.Options;

namespace Matching.Gateway.Transcoding;

/// <summary>Adds REST over the contracts.</summary>
internal static class TranscodingSetup
{
    public static void AddTranscoding(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TranscodingOptions>()
            .Bind(configuration.GetSection(TranscodingOptions.Section))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<TranscodingOptions>, TranscodingOptionsValidator>();
        services.AddSingleton<Transcoder>();
    }

    /// <summary>Answers every path that nothing else answers.</summary>
    public static void MapTranscoding(this WebApplication app)
    {
        // Made at the start, so that a wrong contract or address stops the start and not the first call.
        var transcoder = app.Services.GetRequiredService<Transcoder>();
        app.MapFallback("/{**path}", transcoder.InvokeAsync);
    }
}
