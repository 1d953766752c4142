using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using Grpc.Testing;

namespace Interop.Tests.Fuzz;

/// <summary>
/// Draws requests of which all but some are wrong, each in one way or another. The same seed draws the same requests.
/// Not thread-safe.
/// </summary>
internal sealed class MalformedRequests
{
    private const string Service = "/grpc.testing.TestService/";
    private const int BombBytes = 24 * 1024 * 1024;

    private static readonly string[] Paths =
    [
        Service + "EmptyCall", Service + "UnaryCall", Service + "StreamingInputCall", Service + "StreamingOutputCall",
        Service + "FullDuplexCall", Service + "HalfDuplexCall",
        "/grpc.health.v1.Health/Check", "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    ];

    private static readonly string[] Timeouts =
    [
        "", " ", "S", "1", "-1S", "+1S", "1s", "1 S", "0x1S", "1e3S", "NaNS", "999999999S", "99999999H", "00000000H",
        "123456789012345678901234567890H", "1S1S", "0n", "1n", "1u", "1m", "S1", "1 S", "1/S",
    ];

    private static readonly string[] Encodings = ["gzip", "deflate", "br", "snappy", "identity", "", "GZIP", "gzip,gzip"];

    private static readonly string[] ContentTypes =
    [
        "", "text/plain", "application/json", "application/grpcx", "application/grpc;", "application/grpc+json",
        "application/grpc+", "APPLICATION/GRPC", "application/grpc, application/grpc", "application/octet-stream",
    ];

    private static readonly string[] WebTypes =
        ["application/grpc-web", "application/grpc-web+proto", "application/grpc-web-text", "application/grpc-web-text+proto"];

    private static readonly Lazy<byte[]> Bomb = new(() => Gzip(new byte[BombBytes]));

    private readonly Random _random;
    private readonly (int Weight, Func<Request> Make)[] _kinds;
    private readonly int _weights;

    public MalformedRequests(int seed)
    {
        _random = new Random(seed);
        _kinds =
        [
            (100, Good),
            (100, () => Call("frame cut short", Cut(Frame(Message())))),
            (100, () => Call("frame too long", Frame(Message(), length: TooLong()))),
            (100, () => Call("wrong flag", Frame(Message(), flag: (byte)_random.Next(1, 256)))),
            (100, () => Call("several messages or none", Repeat(Frame(Message()), _random.Next(0, 5)))),
            (100, () => Call("not protobuf", Frame(Noise(200)))),
            (100, () => Call("damaged protobuf", Frame(Damage(Message())))),
            (100, () => Call("noise for a body", Noise(300))),
            (100, () => Call("damaged gzip", Frame(Damage(Gzip(Message())), flag: 1), ("grpc-encoding", "gzip"))),
            (100, () => Call("odd encoding", Frame(Noise(50), flag: 1), ("grpc-encoding", One(Encodings)))),
            (2, () => Call("gzip bomb", Frame(Bomb.Value, flag: 1), ("grpc-encoding", "gzip"))),
            (100, () => Call("odd timeout", Frame(Message()), ("grpc-timeout", One(Timeouts)))),
            (100, () => Call("noise for a timeout", Frame(Message()), ("grpc-timeout", Text(30)))),
            (100, () => Call("not base64", Frame(Message()), ("x-noise-bin", Text(60)), ("grpc-trace-bin", Text(9)))),
            (100, ManyHeaders),
            (100, () => Call("odd header", Frame(Message()), ("x-" + Token(20), Text(100)))),
            (1, () => Call("noise for a header", Frame(Message()), (HeaderName(), Latin(100)))),
            (100, () => Call("odd accepted encodings", Frame(Message()), ("grpc-accept-encoding", Text(60)))),
            (100, () => Replaced("odd content type", "content-type", One(ContentTypes))),
            (100, () => Replaced("odd method", ":method", One(["GET", "PUT", "OPTIONS", "TRACE", "POST POST", "get"]))),
            (100, () => Replaced("odd path", ":path", OddPath())),
            (50, () => Replaced("odd pseudo-header", One([":scheme", ":authority", "te"]), Text(20))),
            (20, Headless),
            (100, Web),
            (150, () => Call("reset at once", Frame(Message())) with { Ending = Ending.Reset }),
            (50, () => Call("left open", Cut(Frame(Message()))) with { Ending = Ending.Open }),
            (50, () => Call("left open, with a deadline", Cut(Frame(Message())), ("grpc-timeout", "20m")) with
            {
                Ending = Ending.Open,
            }),
            (4, BreakConnection),
        ];
        _weights = _kinds.Sum(kind => kind.Weight);
    }

    public Request Next()
    {
        var drawn = _random.Next(_weights);
        foreach (var (weight, make) in _kinds)
        {
            drawn -= weight;
            if (drawn < 0)
            {
                return make();
            }
        }

        throw new InvalidOperationException("The weights do not add up.");
    }

    private Request Good() =>
        new("good", Ending.Whole, Fields(Service + "UnaryCall"), Frame(Message())) { IsGood = true };

    private Request Call(string kind, byte[] body, params (string Name, string Value)[] more) =>
        new(kind, Ending.Whole, [.. Fields(One(Paths)), .. more], body);

    private Request Replaced(string kind, string name, string value) => new(
        kind,
        Ending.Whole,
        [.. Fields(One(Paths)).Select(field => field.Name == name ? (name, value) : field)],
        Frame(Message()));

    private Request Headless()
    {
        var fields = Fields(One(Paths));
        fields.RemoveAt(_random.Next(fields.Count));
        return new Request("a header missing", Ending.Whole, fields, Frame(Message()));
    }

    private Request ManyHeaders() => new(
        "many headers",
        Ending.Whole,
        [.. Fields(One(Paths)), .. Enumerable.Range(0, _random.Next(1, 150)).Select(i => ($"x-{i}", Text(200)))],
        Frame(Message()));

    private Request Web()
    {
        var type = One(WebTypes);
        byte[] frame = _random.Next(4) switch
        {
            0 => Frame(Message()),
            1 => Frame(Noise(100), flag: 0x80),
            2 => Cut(Frame(Message())),
            _ => Noise(100),
        };
        var isText = type.Contains("text", StringComparison.Ordinal) && _random.Next(3) > 0;
        var body = isText ? Encoding.ASCII.GetBytes(Convert.ToBase64String(frame)) : frame;
        return Replaced("gRPC-Web", "content-type", type) with { Body = _random.Next(2) == 0 ? body : Cut(body) };
    }

    private Request BreakConnection()
    {
        var kind = _random.Next(8);
        var payload = Noise(40);
        return Call("broken connection", Frame(Message())) with
        {
            Ending = Ending.BreaksConnection,
            Extra = (output, stream) =>
            {
                var (type, flags, on, bytes) = kind switch
                {
                    0 => (Frames.Data, (byte)0, stream + 2, payload),
                    1 => (Frames.Continuation, (byte)0, stream, payload),
                    2 => (Frames.WindowUpdate, (byte)0, 0, new byte[4]),
                    3 => (Frames.Settings, (byte)0, 0, payload),
                    4 => (Frames.Ping, (byte)0, stream, payload),
                    5 => (Frames.Headers, Frames.EndHeaders, stream + 1, payload),
                    6 => (Frames.Reset, (byte)0, 0, payload),
                    _ => ((byte)_random.Next(256), (byte)_random.Next(256), _random.Next(4), payload),
                };
                Frames.Write(output, type, flags, on, bytes);
            },
        };
    }

    private static List<(string Name, string Value)> Fields(string path) =>
    [
        (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"),
        ("content-type", "application/grpc"), ("te", "trailers"),
    ];

    private byte[] Message() => new SimpleRequest
    {
        ResponseSize = _random.Next(200),
        Payload = new Payload { Body = ByteString.CopyFrom(Noise(100)) },
    }.ToByteArray();

    private uint TooLong() => _random.Next(3) switch
    {
        0 => uint.MaxValue,
        1 => int.MaxValue,
        _ => (uint)_random.Next(9_000_000, 200_000_000),
    };

    private static byte[] Frame(byte[] message, byte flag = 0, uint? length = null)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private byte[] Cut(byte[] bytes) => bytes[.._random.Next(bytes.Length)];

    private byte[] Damage(byte[] bytes)
    {
        for (var count = _random.Next(1, 4); count > 0 && bytes.Length > 0; count--)
        {
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        }

        return _random.Next(2) == 0 ? bytes : Cut(bytes);
    }

    private static byte[] Repeat(byte[] bytes, int count) =>
        [.. Enumerable.Repeat(bytes, count).SelectMany(copy => copy)];

    private byte[] Noise(int maximum)
    {
        var bytes = new byte[_random.Next(maximum + 1)];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>What HTTP lets a header have.</summary>
    private string Text(int maximum) => Drawn(maximum, 0x20, 0x7f);

    private string Token(int maximum) => Drawn(maximum, 'a', 'z' + 1);

    /// <summary>Anything; a server may end a connection that sends this in a header.</summary>
    private string Latin(int maximum) => Drawn(maximum, 0, 0x100);

    private string Drawn(int maximum, int from, int below) => string.Create(
        _random.Next(maximum + 1), (_random, from, below), static (text, draw) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = (char)draw._random.Next(draw.from, draw.below);
            }
        });

    private string HeaderName() => _random.Next(4) switch
    {
        0 => "X-Upper",
        1 => "connection",
        2 => "transfer-encoding",
        _ => Latin(20),
    };

    private string OddPath() => _random.Next(4) switch
    {
        0 => "",
        1 => "/" + Text(60),
        2 => Service + Text(20),
        _ => One(["*", "/", "//", Service, "/grpc.testing.TestService", "/%00", "/a/../b", "/" + new string('a', 5000)]),
    };

    private string One(string[] choices) => choices[_random.Next(choices.Length)];
}
