using Matching.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hosting.Tests.Storage;

public sealed class ServiceProgramTests
{
    [Theory]
    [EveryEngine]
    public async Task Migrate_NewStore_AppliesAllAndEnds(Engine engine)
    {
        using var directory = new TemporaryDirectory();
        var store = engine == Engine.Sqlite
            ? directory.File("things")
            : (await PostgresServer.SharedAsync()).NewDatabase();

        var (code, errors) = await RunAsync(store, "migrate");
        var again = await RunAsync(store, "migrate");

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal((0, ""), again);
        await using var database = await Things.OpenAsync(store);
        Assert.Empty(await database.AllAsync());
    }

    [Fact]
    public async Task Migrate_NobodyListens_SaysSoWithoutThePassword()
    {
        var (code, errors) = await RunAsync("postgresql://matching:sesame@127.0.0.1:1/things", "migrate");

        Assert.Equal(1, code);
        Assert.Contains($"{Database.PostgresKey}: ", errors, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_TheAddressIsNone_NamesTheSetting()
    {
        var (code, errors) = await RunAsync("mysql://matching@127.0.0.1/things", "migrate");

        Assert.Equal(1, code);
        Assert.Contains(Database.PostgresKey, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_UnknownVerb_IsRefusedInsteadOfServing()
    {
        var (code, errors) = await RunAsync("none", "migrat");

        Assert.Equal(1, code);
        Assert.Contains("'migrat'", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Errors)> RunAsync(string store, params string[] args)
    {
        using var errors = new StringWriter();
        var code = await ServiceProgram.RunAsync(args, Build, errors);
        return (code, errors.ToString());

        WebApplication Build(string[] arguments)
        {
            var builder = ServiceHosting.CreateService(arguments, defaultPort: 0);
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(_ => Things.Create(store));
            return builder.Build();
        }
    }
}
