using System.IO.Compression;
using Grpc.Net.Compression;

namespace Matching.Hosting;

/// <summary>
/// A compression that refuses to unpack more than a message may have, so that a few bytes cannot fill the memory. The
/// gRPC library itself looks at the packed size alone.
/// </summary>
internal sealed class BoundedCompression(ICompressionProvider inner, int maximumBytes) : ICompressionProvider
{
    public string EncodingName => inner.EncodingName;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        inner.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream) =>
        new BoundedStream(inner.CreateDecompressionStream(stream), maximumBytes);

    /// <summary>What everything is compressed with here, for messages up to a size.</summary>
    public static IEnumerable<ICompressionProvider> All(int maximumBytes) =>
    [
        new BoundedCompression(new GzipCompressionProvider(CompressionLevel.Fastest), maximumBytes),
        new BoundedCompression(new DeflateCompressionProvider(CompressionLevel.Fastest), maximumBytes),
    ];

    private sealed class BoundedStream(Stream inner, int maximumBytes) : Stream
    {
        private int _taken;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = inner.Read(buffer);
            if (count > maximumBytes - _taken)
            {
                throw CallErrors.TooLarge(maximumBytes);
            }

            _taken += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
