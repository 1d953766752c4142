using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Matching.Hosting;

/// <summary>
/// Makes the errors that callers see: one canonical code, an <c>ErrorInfo</c> with a reason a program can act on, and
/// for bad input a <c>BadRequest</c> with field paths, in the <c>grpc-status-details-bin</c> trailer
/// (google.rpc.Status).
/// </summary>
public static class RpcErrors
{
    /// <summary>The domain of every reason.</summary>
    public const string Domain = "matching";

    /// <summary>The trailer that carries the details.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>
    /// The longest message, in bytes; a longer one is cut. An error travels in trailers, which must stay small.
    /// </summary>
    internal const int MaximumMessageBytes = 400;

    /// <summary>The longest field path or value of metadata, in bytes; a longer one is cut.</summary>
    internal const int MaximumNameBytes = 200;

    /// <summary>Makes an error with a reason.</summary>
    /// <param name="reason">UPPER_SNAKE; stable, documented, never translated.</param>
    /// <param name="message">One sentence that says what is wrong and what to do. No personal data.</param>
    public static RpcException Create(
        StatusCode code, string reason, string message, params (string Key, string Value)[] metadata) =>
        Create(code, reason, message, metadata, violations: null);

    /// <summary>Makes NOT_FOUND for a resource.</summary>
    public static RpcException NotFound(string reason, string message, string resource) =>
        Create(StatusCode.NotFound, reason, message, ("resource", resource));

    /// <summary>Makes INVALID_ARGUMENT for one field.</summary>
    public static RpcException InvalidField(string field, string reason, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, reason, message);
        return errors.ToException();
    }

    /// <summary>Reads the details back from an error; null when it carries none or they cannot be read.</summary>
    public static Google.Rpc.Status? ReadDetails(RpcException error)
    {
        if (error.Trailers.FirstOrDefault(entry => entry.Key == DetailsTrailer) is not { IsBinary: true } entry)
        {
            return null;
        }

        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(entry.ValueBytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    internal static RpcException Create(
        StatusCode code, string reason, string message, (string Key, string Value)[] metadata, BadRequest? violations)
    {
        message = Shorten(message, MaximumMessageBytes);

        var info = new ErrorInfo { Reason = reason, Domain = Domain };
        foreach (var (key, value) in metadata)
        {
            info.Metadata[key] = Shorten(value, MaximumNameBytes);
        }

        var status = new Google.Rpc.Status { Code = (int)code, Message = message, Details = { Any.Pack(info) } };
        if (violations is not null)
        {
            status.Details.Add(Any.Pack(violations));
        }

        return new RpcException(
            new Grpc.Core.Status(code, message), new Metadata { { DetailsTrailer, status.ToByteArray() } });
    }

    /// <summary>Cuts a text that takes too many bytes, between two characters, and marks the cut.</summary>
    internal static string Shorten(string text, int maximumBytes)
    {
        const string Cut = "…";
        if (text.Length <= maximumBytes / 3 || Encoding.UTF8.GetByteCount(text) <= maximumBytes)
        {
            return text;
        }

        Span<byte> room = stackalloc byte[maximumBytes - Encoding.UTF8.GetByteCount(Cut)];
        Encoding.UTF8.GetEncoder().Convert(text, room, flush: false, out var characters, out _, out _);
        return text[..characters] + Cut;
    }
}
