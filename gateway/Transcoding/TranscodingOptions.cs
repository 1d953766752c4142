using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matching.Gateway.Transcoding;

/// <summary>The limits of REST calls.</summary>
internal sealed class TranscodingOptions
{
    public const string Section = "Transcoding";

    /// <summary>The largest JSON body in bytes; 4 MiB.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public long MaximumBodyBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The largest streamed body, such as an import, in bytes; 1 GiB.</summary>
    [Range(1024, long.MaxValue)]
    public long MaximumStreamedBodyBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>How deep JSON may nest; 64.</summary>
    [Range(1, 512)]
    public int MaximumJsonDepth { get; set; } = 64;

    /// <summary>The longest query string in characters; 16,384.</summary>
    [Range(64, 65_536)]
    public int MaximumQueryLength { get; set; } = 16 * 1024;

    /// <summary>How many parameters a query may have; 1,000.</summary>
    [Range(1, 10_000)]
    public int MaximumQueryParameters { get; set; } = 1_000;

    /// <summary>
    /// The deadline of a unary call without a header that says how long it may take; 30 s. Streams have none.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan DefaultDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often a quiet event stream sends a comment, so that nothing between takes it for dead; 15 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan EventStreamHeartbeat { get; set; } = TimeSpan.FromSeconds(15);
}

/// <summary>Refuses limits that make no sense when the gateway starts.</summary>
[OptionsValidator]
internal sealed partial class TranscodingOptionsValidator : IValidateOptions<TranscodingOptions>;
