namespace Grpc.Core;

/// <summary>The canonical result codes of gRPC; the numbers are on the wire.</summary>
public enum StatusCode
{
    /// <summary>Success.</summary>
    OK = 0,

    /// <summary>Stopped, usually by the caller.</summary>
    Cancelled = 1,

    /// <summary>An error without a better code.</summary>
    Unknown = 2,

    /// <summary>The caller's argument is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>Time ran out; the work may have been done all the same.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be created exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or resource is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state that the operation needs; do not retry before it is changed.</summary>
    FailedPrecondition = 9,

    /// <summary>A concurrent change got in the way; retry from reading.</summary>
    Aborted = 10,

    /// <summary>Past the end of a valid range.</summary>
    OutOfRange = 11,

    /// <summary>The server does not have this operation.</summary>
    Unimplemented = 12,

    /// <summary>An invariant was broken.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached now; retry with back-off.</summary>
    Unavailable = 14,

    /// <summary>Data was lost or damaged for good.</summary>
    DataLoss = 15,

    /// <summary>The caller did not show valid credentials.</summary>
    Unauthenticated = 16,
}
