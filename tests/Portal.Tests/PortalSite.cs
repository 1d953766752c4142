using System.Net.Http.Headers;
using Matching.Gateway;
using Matching.Testing;
using Portal.Tests.Fakes;

namespace Portal.Tests;

/// <summary>The portal on a free port in front of the fake services. One for a test class.</summary>
public sealed class PortalSite : IAsyncLifetime
{
    private readonly CollectedLog _log = new();
    private FakeServices _services = null!;
    private WebApplication _app = null!;

    internal HttpClient Http { get; private set; } = null!;

    internal Uri Address => GatewayHost.HttpAddress(_app);

    internal FakeState State => _services.State;

    internal CollectedLog Log => _log;

    /// <summary>Set it in a test that provokes a bug.</summary>
    internal bool ExpectsErrors { get; set; }

    public async Task InitializeAsync()
    {
        _services = await FakeServices.StartAsync();
        _app = Build(_services.Address, builder => builder.Logging.AddProvider(_log));
        await _app.StartAsync();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        Http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        Http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*", 0.8));
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await _services.DisposeAsync();
        if (!ExpectsErrors)
        {
            Assert.Empty(_log.Errors);
        }
    }

    internal static WebApplication Build(Uri services, Action<WebApplicationBuilder> configure, string port = "0") =>
        GatewayHost.Build([], builder =>
        {
            builder.Configuration["HTTP_PORT"] = port;
            builder.Configuration["GRPC_PORT"] = "0";
            foreach (var name in new[] { "Profile", "Vacancy", "Matching" })
            {
                builder.Configuration[$"Endpoints:{name}"] = services.ToString();
            }

            builder.Services.AddSingleton<TimeProvider>(new FixedClock());
            configure(builder);
        });

    /// <summary>Stands at the moment at which the fake region is looked at; time between two moments is real.</summary>
    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Region.Now;
    }
}
