using System.Runtime.InteropServices;

namespace Grpc.Core;

/// <summary>
/// What every kind of call offers besides its messages. The functions get <paramref name="state"/> handed to them, so
/// a transport can use static ones and allocate nothing per call.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct CallState(
    Func<object, Task<Metadata>> responseHeaders,
    Func<object, Status> status,
    Func<object, Metadata> trailers,
    Action<object> dispose,
    object state)
{
    public CallState(Task<Metadata> responseHeaders, Func<Status> status, Func<Metadata> trailers, Action dispose)
        : this(_ => responseHeaders, _ => status(), _ => trailers(), _ => dispose(), responseHeaders)
    {
    }

    public Task<Metadata> ResponseHeaders => responseHeaders(state);

    public Status GetStatus() => status(state);

    public Metadata GetTrailers() => trailers(state);

    public void Dispose() => dispose(state);
}
