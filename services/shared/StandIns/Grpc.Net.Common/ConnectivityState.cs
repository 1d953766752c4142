namespace Grpc.Core;

/// <summary>Where a channel stands with its connection.</summary>
public enum ConnectivityState
{
    /// <summary>Not connected and not trying to be.</summary>
    Idle,

    /// <summary>Trying to connect.</summary>
    Connecting,

    /// <summary>Connected.</summary>
    Ready,

    /// <summary>Failed to connect; it will try again.</summary>
    TransientFailure,

    /// <summary>Ended for good.</summary>
    Shutdown,
}
