using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Interop.Tests.Fuzz;

/// <summary>Counts the requests that an application is busy with.</summary>
internal sealed class CallsInFlight : IStartupFilter
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (_, rest) =>
        {
            Interlocked.Increment(ref _count);
            try
            {
                await rest();
            }
            finally
            {
                Interlocked.Decrement(ref _count);
            }
        });
        next(app);
    };
}
