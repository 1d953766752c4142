namespace Grpc.Core;

/// <summary>How a message may be sent.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>More follows soon: the message may wait for it.</summary>
    BufferHint = 1,

    /// <summary>Not compressed, even on a compressed stream.</summary>
    NoCompress = 2,
}
