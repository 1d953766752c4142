using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;

namespace Matching.Interop.Client;

/// <summary>
/// Runs the cases of the public interop test on a server, whoever wrote it. What each case does and expects follows
/// the descriptions in gRPC's documentation; the sizes of payloads are theirs.
/// </summary>
internal sealed partial class InteropClient
{
    /// <summary>A case that takes longer hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<string, Func<InteropClient, Task>> All = new(StringComparer.Ordinal)
    {
        ["empty_unary"] = client => client.EmptyUnaryAsync(),
        ["large_unary"] = client => client.LargeUnaryAsync(),
        ["client_streaming"] = client => client.ClientStreamingAsync(),
        ["server_streaming"] = client => client.ServerStreamingAsync(),
        ["ping_pong"] = client => client.PingPongAsync(),
        ["empty_stream"] = client => client.EmptyStreamAsync(),
        ["cancel_after_begin"] = client => client.CancelAfterBeginAsync(),
        ["cancel_after_first_response"] = client => client.CancelAfterFirstResponseAsync(),
        ["timeout_on_sleeping_server"] = client => client.TimeoutOnSleepingServerAsync(),
        ["custom_metadata"] = client => client.CustomMetadataAsync(),
        ["status_code_and_message"] = client => client.StatusCodeAndMessageAsync(),
        ["special_status_message"] = client => client.SpecialStatusMessageAsync(),
        ["unimplemented_method"] = client => client.UnimplementedMethodAsync(),
        ["unimplemented_service"] = client => client.UnimplementedServiceAsync(),
        ["client_compressed_unary"] = client => client.ClientCompressedUnaryAsync(),
        ["client_compressed_streaming"] = client => client.ClientCompressedStreamingAsync(),
        ["server_compressed_unary"] = client => client.ServerCompressedUnaryAsync(),
        ["server_compressed_streaming"] = client => client.ServerCompressedStreamingAsync(),
    };

    private readonly UnpackedMessages _unpacked;
    private readonly TestService.TestServiceClient _client;
    private readonly UnimplementedService.UnimplementedServiceClient _unimplemented;
    private readonly CancellationToken _hanging;

    private InteropClient(GrpcChannel channel, UnpackedMessages unpacked, CancellationToken hanging)
    {
        _unpacked = unpacked;
        _client = new TestService.TestServiceClient(channel);
        _unimplemented = new UnimplementedService.UnimplementedServiceClient(channel);
        _hanging = hanging;
    }

    /// <summary>The names of the cases, in the order of the public descriptions.</summary>
    public static IReadOnlyCollection<string> Cases => All.Keys;

    /// <summary>Runs a case; null when it passed, otherwise what went wrong.</summary>
    public static async Task<string?> RunAsync(Uri server, string name)
    {
        if (!All.TryGetValue(name, out var run))
        {
            return $"no such case; there are {string.Join(", ", Cases)}";
        }

        var unpacked = new UnpackedMessages();
        using var channel = GrpcChannel.ForAddress(
            server, new GrpcChannelOptions { CompressionProviders = [unpacked] });
        using var hanging = new CancellationTokenSource(Patience);
        try
        {
            await run(new InteropClient(channel, unpacked, hanging.Token)).WaitAsync(hanging.Token);
            return null;
        }
        catch (OperationCanceledException) when (hanging.IsCancellationRequested)
        {
            return $"FAIL: no end after {Patience.TotalSeconds} s";
        }
        catch (Exception error) when (error is CaseFailedException or RpcException)
        {
            return $"FAIL: {error.Message}";
        }
    }

    private CallOptions Options(bool compressed = false, Metadata? headers = null)
    {
        headers ??= [];
        if (compressed)
        {
            // The library takes it out, and packs messages so unless a message's options say otherwise.
            headers.Add("grpc-internal-encoding-request", "gzip");
        }

        return new CallOptions(headers, cancellationToken: _hanging);
    }

    private static async Task<RpcException> FailureOfAsync(StatusCode expected, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException error)
        {
            return error.StatusCode == expected
                ? error
                : throw new CaseFailedException(
                    $"the status is {error.StatusCode} ({error.Status.Detail}), not {expected}");
        }

        throw new CaseFailedException($"the status is OK, not {expected}");
    }
}
