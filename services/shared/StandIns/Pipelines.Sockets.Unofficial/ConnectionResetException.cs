namespace Pipelines.Sockets.Unofficial;

/// <summary>The peer broke the connection off instead of ending it.</summary>
public sealed class ConnectionResetException : IOException
{
    /// <summary>Creates an exception without words of its own.</summary>
    public ConnectionResetException()
    {
    }

    /// <summary>Creates an exception with words.</summary>
    public ConnectionResetException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with words and a cause.</summary>
    public ConnectionResetException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
