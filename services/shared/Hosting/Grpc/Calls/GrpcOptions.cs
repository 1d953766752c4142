using System.ComponentModel.DataAnnotations;
using System.IO.Compression;
using Microsoft.Extensions.Options;

namespace Matching.Hosting;

/// <summary>How a host takes gRPC calls.</summary>
internal sealed class GrpcOptions
{
    public const string Section = "Grpc";

    /// <summary>The largest message that a service takes, in bytes after decompression; 8 MiB.</summary>
    [Range(1024, int.MaxValue)]
    public int MaximumReceiveBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>The largest message that a service sends, in bytes; 2 GiB, the most that protobuf knows.</summary>
    [Range(1024, int.MaxValue)]
    public int MaximumSendBytes { get; set; } = int.MaxValue;

    /// <summary>
    /// <c>gzip</c> or <c>deflate</c> compresses answers for callers that accept it; <c>identity</c>, the default,
    /// leaves them as they are. What a caller compresses is always read.
    /// </summary>
    [AllowedValues("identity", "gzip", "deflate")]
    public string Compression { get; set; } = "identity";

    /// <summary>How hard answers are compressed; <c>Fastest</c>.</summary>
    [EnumDataType(typeof(CompressionLevel))]
    public CompressionLevel CompressionLevel { get; set; } = CompressionLevel.Fastest;

    /// <summary>
    /// Limits of single services, by the full name or the last part of it, such as <c>VacancyService</c>.
    /// </summary>
    public IDictionary<string, ServiceLimits> Services { get; } =
        new Dictionary<string, ServiceLimits>(StringComparer.OrdinalIgnoreCase);

    [ValidateEnumeratedItems]
    public IEnumerable<ServiceLimits> AllLimits => Services.Values;

    public int ReceiveBytesOf(string service) => LimitsOf(service)?.MaximumReceiveBytes ?? MaximumReceiveBytes;

    public int SendBytesOf(string service) => LimitsOf(service)?.MaximumSendBytes ?? MaximumSendBytes;

    private ServiceLimits? LimitsOf(string service) =>
        Services.TryGetValue(service, out var limits)
        || Services.TryGetValue(service[(service.LastIndexOf('.') + 1)..], out limits)
            ? limits
            : null;
}

/// <summary>The limits of one service; what it does not say is as for all.</summary>
internal sealed class ServiceLimits
{
    /// <summary>The largest message that it takes, in bytes.</summary>
    [Range(1024, int.MaxValue)]
    public int? MaximumReceiveBytes { get; set; }

    /// <summary>The largest message that it sends, in bytes.</summary>
    [Range(1024, int.MaxValue)]
    public int? MaximumSendBytes { get; set; }
}

/// <summary>Refuses settings that make no sense when the host starts.</summary>
[OptionsValidator]
internal sealed partial class GrpcOptionsValidator : IValidateOptions<GrpcOptions>;
