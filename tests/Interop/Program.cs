using System.Globalization;
using Matching.Interop.Client;
using Matching.Interop.Matrix;
using Matching.Interop.Server;

// server | client | matrix; what they take stands in the environment, as the Makefile gives it.
string Setting(string name, string otherwise) =>
    Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;

var host = Setting("HOST", "127.0.0.1");
var port = int.Parse(Setting("PORT", "50052"), CultureInfo.InvariantCulture);
switch (args)
{
    case ["server"]:
        var via = Setting("VIA", "direct");
        await using (var server = await InteropServer.StartAsync(port, via == "gateway"))
        {
            Console.WriteLine($"ready: grpc.testing.TestService on {server.Address} ({via}), HTTP/2 without TLS");
            await server.WaitForStopAsync();
        }

        return 0;

    case ["client"]:
        var name = Setting("CASE", "empty_unary");
        var outcome = await InteropClient.RunAsync(new Uri($"http://{host}:{port}"), name);
        Console.WriteLine($"{name} on {host}:{port}: {outcome ?? "ok"}");
        return outcome is null ? 0 : 1;

    case ["matrix"]:
        return await MatrixTable.PrintAsync(Console.Out) ? 0 : 1;

    default:
        Console.Error.WriteLine("Say server, client or matrix.");
        return 2;
}
