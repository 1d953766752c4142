using System.Globalization;
using Grpc.Core;

namespace Matching.Hosting;

/// <summary>What is wrong with a call before its service can look at it.</summary>
internal static class CallErrors
{
    public static RpcException TooLarge(int maximumBytes) => RpcErrors.Create(
        StatusCode.ResourceExhausted,
        "MESSAGE_TOO_LARGE",
        $"The message is larger than the {maximumBytes} bytes that this service takes.",
        ("maximum_bytes", maximumBytes.ToString(CultureInfo.InvariantCulture)));

    public static RpcException Unreadable() => RpcErrors.Create(
        StatusCode.Internal,
        "MALFORMED_MESSAGE",
        "The message cannot be read: it is cut short, damaged, or of another type.");

    public static RpcException UnreadableHeaders() => RpcErrors.Create(
        StatusCode.InvalidArgument,
        "MALFORMED_HEADER",
        "A header whose name ends in -bin is not base64.");

    public static RpcException Unexpected() => RpcErrors.Create(
        StatusCode.Internal,
        "INTERNAL",
        "Something went wrong here. It has been logged; please try again later.");
}
