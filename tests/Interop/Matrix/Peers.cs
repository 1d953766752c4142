using Matching.Interop.Client;

namespace Matching.Interop.Matrix;

/// <summary>
/// The libraries that this suite has to get on with, and what each of them cannot do in a test: a case that it cannot
/// run says nothing about either side.
/// </summary>
internal static class Peers
{
    /// <summary>Asks a server for its contracts and calls it by them, in both versions of the protocol.</summary>
    public static readonly IReadOnlyList<string> ReflectionCases = ["reflection_v1", "reflection_v1alpha"];

    private static readonly Preparation Npm = new(cancellationToken =>
    {
        var installed = Path.Combine(Sources.Directory, "js", "node_modules", ".package-lock.json");
        var wanted = Path.Combine(Sources.Directory, "js", "package-lock.json");
        return File.Exists(installed) && File.GetLastWriteTimeUtc(installed) > File.GetLastWriteTimeUtc(wanted)
            ? Task.CompletedTask
            : Programs.RequireAsync(
                ["npm", "ci", "--no-audit", "--no-fund", "--prefix", Path.Combine(Sources.Directory, "js")],
                cancellationToken);
    });

    private static readonly Preparation Cpp = new(cancellationToken =>
        Programs.RequireAsync([Sources.Of("cpp/build"), Sources.Built("cpp")], cancellationToken));

    private static readonly Preparation Nothing = new(_ => Task.CompletedTask);

    /// <summary>@grpc/grpc-js, written in JavaScript from the wire up.</summary>
    public static Peer GrpcJs { get; } = new()
    {
        Name = "grpc-js",
        Needs = ["node", "npm"],
        PrepareAsync = Npm.RunAsync,
        Client = ["node", Sources.Of("js/client.js")],
        ClientCases = [.. InteropClient.Cases, .. ReflectionCases],
        Server = ["node", Sources.Of("js/server.js")],

        // The server of the library never compresses.
        ServerCases = [.. InteropClient.Cases.Except(["server_compressed_unary", "server_compressed_streaming"])],
    };

    /// <summary>grpcio, which is the C core under Python.</summary>
    public static Peer Python { get; } = new()
    {
        Name = "python",
        Needs = [Programs.Python, "protoc"],
        PrepareAsync = Nothing.RunAsync,
        Client = [Programs.Python, Sources.Of("python/client.py")],

        // A call of the library is compressed or not; it has no choice by message.
        ClientCases = [.. InteropClient.Cases.Except(["client_compressed_streaming"]), .. ReflectionCases],
        Server = [Programs.Python, Sources.Of("python/server.py")],

        // The library hides whether a message came compressed.
        ServerCases = [.. InteropClient.Cases.Except(["client_compressed_unary", "client_compressed_streaming"])],
    };

    /// <summary>grpc++, which is the C core itself.</summary>
    public static Peer CPlusPlus { get; } = new()
    {
        Name = "c++",
        Needs = ["g++", "protoc", "grpc_cpp_plugin", "pkg-config"],
        PrepareAsync = Cpp.RunAsync,
        Client = [Path.Combine(Sources.Built("cpp"), "client")],
        ClientCases = [.. InteropClient.Cases],
        Server = [Path.Combine(Sources.Built("cpp"), "server")],
        ServerCases = [.. InteropClient.Cases],
    };

    /// <summary>grpc-web, the library for browsers, with bodies in binary.</summary>
    public static Peer Web { get; } = MakeWeb("binary");

    /// <summary>grpc-web with bodies in base64, which is how it streams.</summary>
    public static Peer WebText { get; } = MakeWeb("text");

    public static IReadOnlyList<Peer> All { get; } = [GrpcJs, Python, CPlusPlus, Web, WebText];

    // A browser streams no requests, cannot say how it compresses, and sees no deadline but its own.
    private static Peer MakeWeb(string format) => new()
    {
        Name = $"web {format}",
        Needs = ["node", "npm"],
        PrepareAsync = Npm.RunAsync,
        IsWeb = true,
        Client = ["node", Sources.Of("js/web.js"), format],
        ClientCases =
        [
            "empty_unary", "large_unary", "server_streaming", "custom_metadata", "status_code_and_message",
            "special_status_message", "unimplemented_method", "unimplemented_service",
        ],
    };

    /// <summary>Runs once, whoever asks first, and fails for all who ask where it fails.</summary>
    private sealed class Preparation(Func<CancellationToken, Task> run)
    {
        private readonly Lock _lock = new();
        private Task? _running;

        public Task RunAsync(CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                _running ??= run(cancellationToken);
            }

            return _running.WaitAsync(cancellationToken);
        }
    }
}
