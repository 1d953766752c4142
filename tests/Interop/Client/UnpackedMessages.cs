using System.IO.Compression;
using Grpc.Net.Compression;

namespace Matching.Interop.Client;

/// <summary>
/// Gzip that counts the messages it has unpacked: the library hides from a caller whether a message came compressed.
/// </summary>
internal sealed class UnpackedMessages : ICompressionProvider
{
    private readonly GzipCompressionProvider _gzip = new(CompressionLevel.Fastest);
    private int _count;

    public string EncodingName => _gzip.EncodingName;

    /// <summary>How many messages came compressed so far.</summary>
    public int Count => Volatile.Read(ref _count);

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        _gzip.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream)
    {
        Interlocked.Increment(ref _count);
        return _gzip.CreateDecompressionStream(stream);
    }
}
