using System.Globalization;
using Hosting.Tests.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

// Writes into a database until it is killed, and says on the standard output what has been acknowledged.
const int Writers = 16;
await using var database = await Things.OpenAsync(args[0]);

// A server that was too busy is waited for in the background.
while ((await database.CheckHealthAsync(new HealthCheckContext())).Status != HealthStatus.Healthy)
{
    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
}

var start = database.Sequence;
await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
{
    for (var i = 0; ; i++)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{start}-{writer}-{i}");
        var sequence = await database.PutAsync(name, new string((char)('a' + writer), 300));
        Console.WriteLine($"{sequence} {name}");
    }
})));
