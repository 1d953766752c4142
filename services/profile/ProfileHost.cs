using Matching.Hosting;

namespace Matching.Profiles;

/// <summary>The profile service as a host: candidates, households and validation results.</summary>
public static class ProfileHost
{
    /// <summary>Where it listens when <c>LISTEN_PORT</c> says nothing.</summary>
    public const int DefaultPort = 5001;

    /// <summary>Builds it; the caller runs it.</summary>
    /// <param name="configure">Lets a composition root or a test set configuration and replace parts.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = ServiceHosting.CreateService(args, DefaultPort, configure);
        builder.Services.AddTaxonomy();
        builder.Services.AddDatabase("profile", typeof(ProfileStore).Assembly);
        builder.Services.AddSingleton<ProfileStore>();
        builder.Services.AddFeedDispatcher(builder.Configuration, "profile");

        var app = builder.Build();
        app.MapGrpcService<ProfileService>();
        app.MapMatchingDefaults();
        return app;
    }
}
