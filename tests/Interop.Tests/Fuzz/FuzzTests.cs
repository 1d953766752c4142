using System.Globalization;
using Grpc.Net.Client;
using Grpc.Testing;
using Matching.Interop.Server;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace Interop.Tests.Fuzz;

/// <summary>
/// Malformed requests in their thousands against the real server, alone and behind the gateway. <c>FUZZ_COUNT</c> sets
/// how many, <c>TEST_SEED</c> which.
/// </summary>
[Trait("Category", "Slow")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int StandardCount = 100_000;

    /// <summary>
    /// What a run may leave on the heap, beside what tests at the same time hold: pools that have grown, tables of routes,
    /// compiled code. Half a kilobyte that each request leaves behind would be more.
    /// </summary>
    private const long MaximumGrowthBytes = 48 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 10)]
    public async Task Requests_Malformed_AreRefusedAndLeaveNothing(bool viaGateway, int divisor)
    {
        var seed = Setting("TEST_SEED", 1);
        var count = Setting("FUZZ_COUNT", StandardCount) / divisor;
        output.WriteLine($"seed {seed}, {count} requests");
        var calls = new CallsInFlight();
        var errors = new ErrorLog();
        await using var server = await InteropServer.StartAsync(0, viaGateway, builder =>
        {
            builder.Services.AddSingleton<IStartupFilter>(calls);
            builder.Logging.ClearProviders().AddProvider(errors);
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new TestService.TestServiceClient(channel);

        // What is made once is made before the heap is looked at.
        await RunAsync(server.Address, seed + 1000, count / 8, viaGateway);
        await EventuallyAsync(() => calls.Count == 0);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var started = TimeProvider.System.GetTimestamp();
        await RunAsync(server.Address, seed, count, viaGateway);
        var elapsed = TimeProvider.System.GetElapsedTime(started);

        await EventuallyAsync(() => calls.Count == 0);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalSeconds:f1} s, {count / elapsed.TotalSeconds:f0} requests/s, heap {growth / 1024.0:+0;-0} kB"));
        Assert.True(growth < MaximumGrowthBytes, $"The heap has grown by {growth} bytes.");
        Assert.True(errors.Lines.Count == 0, string.Join('\n', errors.Lines));
        var answer = await client.UnaryCallAsync(new SimpleRequest { ResponseSize = 7 });
        Assert.Equal(7, answer.Payload.Body.Length);
    }

    private async Task RunAsync(Uri server, int seed, int count, bool viaGateway)
    {
        var run = new FuzzRun(server);
        await run.RunAsync(seed, count);
        foreach (var (outcome, times) in run.Outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"  {times,7} {outcome}");
        }

        output.WriteLine($"  {run.Used} connections, {run.SilentEnds} ended without GOAWAY");
        Assert.True(run.SilentEnds <= run.Used / 10, $"{run.SilentEnds} of {run.Used} connections ended without GOAWAY.");

        // Calls share the gateway's connections to a service: one that is closed over a bad call may take a good one with
        // it, which its caller may repeat.
        var shared = viaGateway ? run.Outcomes.GetValueOrDefault("good: grpc-status 14") : 0;
        Assert.True(shared <= count / 200, $"{shared} good calls were not answered.");
        Assert.Empty(run.Faults
            .Where(fault => shared == 0 || fault != "good: a good call got grpc-status 14")
            .Distinct().Order(StringComparer.Ordinal).Take(20));
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(10, deadline.Token);
        }
    }
}
