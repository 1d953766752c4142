namespace Grpc.Core;

/// <summary>The four kinds of method.</summary>
public enum MethodType
{
    /// <summary>One request, one response.</summary>
    Unary,

    /// <summary>Many requests, one response.</summary>
    ClientStreaming,

    /// <summary>One request, many responses.</summary>
    ServerStreaming,

    /// <summary>Many requests, many responses, each side at its own pace.</summary>
    DuplexStreaming,
}
