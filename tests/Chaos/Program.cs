using System.Globalization;
using System.Security.Cryptography;
using Matching.Chaos;

var seed = int.TryParse(Environment.GetEnvironmentVariable("SEED"), CultureInfo.InvariantCulture, out var given)
    ? given
    : RandomNumberGenerator.GetInt32(1, 1_000_000);
var minutes = double.TryParse(Environment.GetEnvironmentVariable("MINUTES"), CultureInfo.InvariantCulture, out var asked)
    ? asked
    : 5;
return await ChaosRun.RunAsync(new ChaosOptions
{
    Seed = seed,
    Duration = TimeSpan.FromMinutes(minutes),
    UsesCluster = true,
    UsesSmallDisk = true,
    FillsRegion = true,
    FreshnessSamples = 200,
    Say = Console.WriteLine,
}) ? 0 : 1;
