using System.IO.Compression;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using StandIns.Tests.V1;

namespace StandIns.Tests;

/// <summary>Compressed messages, in both directions.</summary>
public sealed class CompressionTests
{
    private static readonly string Long = string.Concat(Enumerable.Repeat("norrut ", 5000));

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task BothDirections_LongWords_AreCompressedAndComeBack(string encoding)
    {
        var onServer = new Counting(Provider(encoding));
        var onClient = new Counting(Provider(encoding));
        await using var server = await TrialServer.StartAsync(
            grpc =>
            {
                grpc.CompressionProviders = [onServer];
                grpc.ResponseCompressionAlgorithm = encoding;
            },
            new GrpcChannelOptions { CompressionProviders = [onClient] });

        var response = await server.Client.EchoAsync(
            new EchoRequest { Words = Long }, new Metadata { { "grpc-internal-encoding-request", encoding } });

        Assert.Equal(Long, response.Words);
        Assert.Equal((1, 1), (onClient.Compressed, onServer.Decompressed));
        Assert.Equal((1, 1), (onServer.Compressed, onClient.Decompressed));
    }

    [Fact]
    public async Task Gzip_NoCompressOnTheStream_LeavesMessagesAlone()
    {
        var onClient = new Counting(Provider("gzip"));
        await using var server = await TrialServer.StartAsync(
            options: new GrpcChannelOptions { CompressionProviders = [onClient] });
        using var call = server.Client.Join(new Metadata { { "grpc-internal-encoding-request", "gzip" } });

        await call.RequestStream.WriteAsync(new EchoRequest { Words = "compressed" });
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(new EchoRequest { Words = "plain" });
        await call.RequestStream.CompleteAsync();

        Assert.Equal("compressed plain", (await call).Words);
        Assert.Equal(1, onClient.Compressed);
    }

    [Theory]
    [InlineData("gzip", 0x1F)]
    [InlineData("deflate", 0x78)]
    public void Provider_RoundTrip_LeavesTheInnerStreamOpen(string encoding, byte firstByte)
    {
        var provider = Provider(encoding);
        var inner = new MemoryStream();

        using (var compress = provider.CreateCompressionStream(inner, CompressionLevel.SmallestSize))
        {
            compress.Write(Encoding.UTF8.GetBytes(Long));
        }

        Assert.InRange(inner.Length, 1, Long.Length / 10);
        inner.Position = 0;
        Assert.Equal(firstByte, inner.ReadByte());
        inner.Position = 0;
        using (var reader = new StreamReader(provider.CreateDecompressionStream(inner)))
        {
            Assert.Equal(Long, reader.ReadToEnd());
        }

        Assert.True(inner.CanRead);
    }

    private static ICompressionProvider Provider(string encoding) => encoding == "gzip"
        ? new GzipCompressionProvider(CompressionLevel.Fastest)
        : new DeflateCompressionProvider(CompressionLevel.Fastest);

    private sealed class Counting(ICompressionProvider inner) : ICompressionProvider
    {
        private int _compressed;
        private int _decompressed;

        public string EncodingName => inner.EncodingName;

        public int Compressed => _compressed;

        public int Decompressed => _decompressed;

        public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel)
        {
            Interlocked.Increment(ref _compressed);
            return inner.CreateCompressionStream(stream, compressionLevel);
        }

        public Stream CreateDecompressionStream(Stream stream)
        {
            Interlocked.Increment(ref _decompressed);
            return inner.CreateDecompressionStream(stream);
        }
    }
}
