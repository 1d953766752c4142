using System.Runtime.InteropServices;

namespace Grpc.Core;

/// <summary>The outcome of a call: a code and, where it failed, words for the caller.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct Status
{
    /// <summary>Success without further words.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>Cancelled without further words.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    /// <summary>Creates a status.</summary>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    /// <summary>Creates a status that remembers what caused it on this side of the wire.</summary>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        Detail = detail;
        DebugException = debugException;
    }

    /// <summary>The result code.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>What the server says about the outcome; null in a status that was not constructed.</summary>
    public string Detail { get; }

    /// <summary>The local cause, for diagnosis only; it is never sent.</summary>
    public Exception? DebugException { get; }

    /// <inheritdoc/>
    public override string ToString() => DebugException is null
        ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
        : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", " +
          $"DebugException=\"{DebugException.GetType()}: {DebugException.Message}\")";
}
