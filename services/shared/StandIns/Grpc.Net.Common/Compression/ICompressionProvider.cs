using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>One way of compressing messages.</summary>
public interface ICompressionProvider
{
    /// <summary>The name in the <c>grpc-encoding</c> header.</summary>
    string EncodingName { get; }

    /// <summary>A stream that compresses into <paramref name="stream"/> and leaves it open.</summary>
    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    /// <summary>A stream that decompresses from <paramref name="stream"/> and leaves it open.</summary>
    Stream CreateDecompressionStream(Stream stream);
}
