namespace Matching.Servers;

/// <summary>The signals that servers are sent, by their numbers on Linux.</summary>
public enum UnixSignal
{
    None = 0,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
