using System.Buffers;
using System.Text;
using Gateway.Tests.Sampler;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Matching.Gateway.Json;
using Matching.Vacancies.V1;

namespace Gateway.Tests.Transcoding;

/// <summary>Makes requests that are nearly right: bodies, paths, queries and headers with something wrong in them.</summary>
internal sealed class WrongRequests(Random random)
{
    private static readonly TypeRegistry Types =
        TypeRegistry.FromFiles(SamplerReflection.Descriptor, VacancyReflection.Descriptor);

    private static readonly string[] Fields =
        [.. Everything.Descriptor.Fields.InDeclarationOrder().Select(field => field.JsonName)];

    private static readonly string[] Methods =
        ["GET", "GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "REPORT", "TRACE", "get", "PROPFIND"];

    private static readonly (string Path, MessageDescriptor Type)[] Bodies =
    [
        ("/s/post", Everything.Descriptor), ("/s/post", Everything.Descriptor), ("/v1/vacancies", Vacancy.Descriptor),
        ("/s/x/inner", Inner.Descriptor), ("/s/value", Everything.Descriptor), ("/s/map", Inner.Descriptor),
    ];

    private static readonly string[] Pieces =
    [
        "v1", "s", "vacancies", "candidates", "needs", "1", "*", "**", "{name}", ":", ":publish", ":import", "::", "%", "%2F",
        "%2f", "%00", "%zz", "%C3%A5", "%ff", "..", ".", "å", "int", "text", "get", "files", "folders", "-", "~", "@", ";", "\\",
        "healthz", "openapi.json", "18446744073709551616", "a b", "'", "\"", "<", "|", "grpc.health.v1.Health",
    ];

    private static readonly string[] Values =
    [
        "", "0", "-1", "1e99", "NaN", "null", "true", "%", "%00", "%F0%9F%98%80", "9999999999999999999999", "COLOUR_RED",
        "2026-13-45T99:99:99Z", "2026-01-31T08:00:00Z", "-3.5s", "315576000001s", "a,b.c,,..", "====", "[]", "{}", "\"",
    ];

    private static readonly string[] Headers =
        ["Grpc-Timeout", "If-Match", "If-None-Match", "Idempotency-Key", "Accept", "Last-Event-ID", "Content-Encoding", "Expect"];

    private static readonly string[] HeaderValues =
        ["", "*", "\"1\"", "W/\"1\"", "1S", "0n", "99999999H", "text/event-stream", "gzip", "100-continue", "-1", "😀", "\"", "a, b"];

    public string Method() => Pick(Methods);

    public string Path() => random.Next(3) == 0
        ? "/s/get"
        : "/" + string.Join('/', Enumerable.Range(0, random.Next(8)).Select(_ => Pick(Pieces) + Maybe(Pieces)));

    public string Query() => string.Join('&', Enumerable.Range(0, random.Next(5)).Select(_ =>
        $"{Pick(Fields)}{Maybe([".name", ".inner.number", "[0]", ".", "%"])}={Pick(Values)}{Maybe(Values)}"));

    public (string Name, string Value)? Header() => random.Next(2) == 0 ? (Pick(Headers), Pick(HeaderValues)) : null;

    /// <summary>Where a body goes, and one that is often wrong.</summary>
    public (string Path, byte[] Body) Body()
    {
        var (path, type) = Bodies[random.Next(Bodies.Length)];
        return (path, random.Next(10) switch
        {
            0 => Deep(),
            1 => Encoding.UTF8.GetBytes(AnyJson(0)),
            < 6 => Mutated(type),
            _ => Shuffled(type),
        });
    }

    public string Pick(string[] from) => from[random.Next(from.Length)];

    public string Maybe(string[] from) => random.Next(4) == 0 ? Pick(from) : "";

    private byte[] Deep()
    {
        var piece = Pick(["[", "{\"inner\":", "{\"struct\":{\"a\":", "{\"list\":[", "{\"value\":[[[", "{\"any\":{\"@type\":\"x/sampler.v1.Inner\",\"inner\":"]);
        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, random.Next(1, 400))) + Maybe(["{}", "1", "null"]));
    }

    // What the library writes, with a few bytes changed.
    private byte[] Mutated(MessageDescriptor type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        new MessageJsonWriter(Types)
            .Write(buffer, MessagePlan.Of(type), only: null, new RandomMessages(random).Next(type).ToByteArray());

        var bytes = buffer.WrittenSpan.ToArray().ToList();
        for (var changes = random.Next(4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)"{}[]\",:0\\u"[random.Next(10)]);
                    break;
                default:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(20)));
                    break;
            }
        }

        return [.. bytes];
    }

    // The right names with values of any sort.
    private byte[] Shuffled(MessageDescriptor type)
    {
        var fields = type.Fields.InDeclarationOrder();
        var members = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            var field = fields[random.Next(fields.Count)];
            return $"\"{(random.Next(2) == 0 ? field.JsonName : field.Name)}\":{AnyJson(0)}";
        });
        return Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}");
    }

    private string AnyJson(int depth) => random.Next(depth > 4 ? 8 : 11) switch
    {
        0 => "null",
        1 => "true",
        2 => "-0",
        3 => "1e400",
        4 => "123456789012345678901234567890",
        5 => "\"\\u0000\\ud83d\\ude00\"",
        6 => "\"\\ud800\"",
        7 => $"\"{Pick(["1", "2026-01-31T08:00:00Z", "COLOUR_RED", "AAAA", "a.b"])}\"",
        8 => $"[{AnyJson(depth + 1)},{AnyJson(depth + 1)}]",
        9 => "{}",
        _ => $"{{\"{Pick(["a", "name", "@type", "1", "true"])}\":{AnyJson(depth + 1)}}}",
    };
}
