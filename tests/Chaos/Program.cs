using System.Globalization;
using System.Security.Cryptography;
using Matching.Chaos;
using Matching.Suite;

var seed = int.TryParse(Environment.GetEnvironmentVariable("SEED"), CultureInfo.InvariantCulture, out var given)
    ? given
    : RandomNumberGenerator.GetInt32(1, 1_000_000);
var minutes = double.TryParse(Environment.GetEnvironmentVariable("MINUTES"), CultureInfo.InvariantCulture, out var asked)
    ? asked
    : 5;
using var stop = new StopSignal();
var options = new ChaosOptions
{
    Seed = seed,
    Duration = TimeSpan.FromMinutes(minutes),
    UsesCluster = true,
    UsesSmallDisk = true,
    FillsRegion = true,
    FreshnessSamples = 200,
    Say = Console.WriteLine,
};
try
{
    return await ChaosRun.RunAsync(options, stop.Token) ? 0 : 1;
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    Console.WriteLine("Stopped.");
    return 1;
}
