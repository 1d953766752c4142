using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;
using Interop.Tests.Fuzz;
using Matching.Interop.Server;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Interop.Tests.Gateway;

/// <summary>
/// Streams through the gateway that are long, slow or broken off. <c>STREAM_SECONDS</c> sets how long the long one is.
/// </summary>
[Trait("Category", "Slow")]
public sealed class LongStreamTests : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>What may be under way between a writer and a reader: windows of three connections and their pools.</summary>
    private const long MaximumUnderWayBytes = 48L * Megabyte;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Standstill = TimeSpan.FromMilliseconds(700);

    private readonly CallsInFlight _calls = new();
    private InteropServer _server = null!;
    private GrpcChannel _channel = null!;
    private TestService.TestServiceClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await InteropServer.StartAsync(
            0, viaGateway: true, builder => builder.Services.AddSingleton<IStartupFilter>(_calls));
        _channel = GrpcChannel.ForAddress(_server.Address);
        _client = new TestService.TestServiceClient(_channel);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task BothDirections_ForLong_LoseNothingAndKeepTrailers()
    {
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("STREAM_SECONDS"), out var set) ? set : 20;
        var trailer = new byte[] { 1, 2, 3 };
        using var call = _client.FullDuplexCall(new Metadata { { InteropService.EchoedTrailer, trailer } });
        var started = TimeProvider.System.GetTimestamp();
        var sent = 0;
        var writing = Task.Run(async () =>
        {
            for (; TimeProvider.System.GetElapsedTime(started).TotalSeconds < seconds; sent++)
            {
                await call.RequestStream.WriteAsync(Asking(size: sent % 1000, payload: 1000));
            }

            await call.RequestStream.CompleteAsync();
        });

        var received = 0;
        await foreach (var answer in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal(received % 1000, answer.Payload.Body.Length);
            received++;
        }

        await writing;
        Assert.Equal(sent, received);
        Assert.True(sent > 100 * seconds, $"{sent} messages in {seconds} s");
        Assert.Equal(trailer, call.GetTrailers().GetValueBytes(InteropService.EchoedTrailer));
    }

    [Fact]
    public async Task ServerStream_ReaderThatWaits_HoldsTheServerBack()
    {
        const int Messages = 600;
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.AddRange(
            Enumerable.Range(0, Messages).Select(_ => new ResponseParameters { Size = Megabyte }));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var call = _client.StreamingOutputCall(request);
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var peak = await StandstillAsync(() => GC.GetTotalMemory(forceFullCollection: true)) - before;

        Assert.True(peak < MaximumUnderWayBytes, $"{peak} bytes are held while nobody reads.");
        var received = 1;
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            received++;
        }

        Assert.Equal(Messages, received);
    }

    [Fact]
    public async Task ClientStream_ServerThatWaits_HoldsTheClientBack()
    {
        using var ending = new CancellationTokenSource();
        using var call = _client.FullDuplexCall(cancellationToken: ending.Token);

        // The service reads its next request when it has answered this one, a minute later.
        await call.RequestStream.WriteAsync(new StreamingOutputCallRequest
        {
            ResponseParameters = { new ResponseParameters { IntervalUs = 60_000_000 } },
        });
        var sent = 0L;
        var writing = Task.Run(async () =>
        {
            while (true)
            {
                await call.RequestStream.WriteAsync(Asking(size: 0, payload: Megabyte), ending.Token);
                Interlocked.Add(ref sent, Megabyte);
            }
        });

        var total = await StandstillAsync(() => Interlocked.Read(ref sent));

        Assert.True(total < MaximumUnderWayBytes, $"{total} bytes were sent while nobody reads.");
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => writing);
        await EventuallyAsync(() => _calls.Count == 0);
    }

    [Fact]
    public async Task Calls_OfEveryKind_Cancelled_EndBehindTheGateway()
    {
        const int EachKind = 25;
        var slow = new ResponseParameters { Size = 1, IntervalUs = 60_000_000 };
        using var ending = new CancellationTokenSource();
        var calls = new List<IDisposable>();
        for (var number = 0; number < EachKind; number++)
        {
            calls.Add(_client.StreamingInputCall(cancellationToken: ending.Token));
            calls.Add(_client.StreamingOutputCall(
                new StreamingOutputCallRequest { ResponseParameters = { slow } }, cancellationToken: ending.Token));
            var both = _client.FullDuplexCall(cancellationToken: ending.Token);
            await both.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseParameters = { slow } });
            calls.Add(both);
        }

        await EventuallyAsync(() => _calls.Count == calls.Count);
        await ending.CancelAsync();

        await EventuallyAsync(() => _calls.Count == 0);
        calls.ForEach(call => call.Dispose());
    }

    [Fact]
    public async Task Stream_PastItsDeadline_EndsBehindTheGateway()
    {
        using var call = _client.FullDuplexCall(
            deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(400));

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await EventuallyAsync(() => _calls.Count == 0);
    }

    private static StreamingOutputCallRequest Asking(int size, int payload) => new()
    {
        ResponseParameters = { new ResponseParameters { Size = size } },
        Payload = new Payload { Body = ByteString.CopyFrom(new byte[payload]) },
    };

    /// <summary>Waits until a number has stopped growing by more than a little.</summary>
    private static async Task<long> StandstillAsync(Func<long> number)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var last = -1L * Megabyte;
        while (number() is var next && next > last + (Megabyte / 2))
        {
            last = next;
            await Task.Delay(Standstill, deadline.Token);
        }

        return number();
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(10, deadline.Token);
        }
    }
}
