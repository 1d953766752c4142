namespace Pipelines.Sockets.Unofficial;

/// <summary>How a socket is read and written. Only the default is supported.</summary>
[Flags]
public enum SocketConnectionOptions
{
    /// <summary>The default.</summary>
    None = 0,
}
