using System.IO.Compression;

namespace Gateway.Tests;

/// <summary>Packs bodies as an HTTP caller may.</summary>
internal static class Packing
{
    public static byte[] Pack(byte[] bytes, string coding)
    {
        using var packed = new MemoryStream();
        using (Stream stream = coding switch
        {
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }
}
