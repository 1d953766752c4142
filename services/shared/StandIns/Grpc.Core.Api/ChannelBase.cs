namespace Grpc.Core;

/// <summary>A long-lived connection to a service, shared by its clients. Safe for concurrent use.</summary>
public abstract class ChannelBase
{
    /// <summary>Creates a channel to <paramref name="target"/>.</summary>
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);

        Target = target;
    }

    /// <summary>The address of the service.</summary>
    public string Target { get; }

    /// <summary>What starts calls on this channel.</summary>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Ends the channel; calls that are still under way may be cut off.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>Does the work of <see cref="ShutdownAsync"/>; nothing unless overridden.</summary>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
