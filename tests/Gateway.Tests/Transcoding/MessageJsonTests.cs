using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Tests.Sampler;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Matching.Gateway;
using Matching.Gateway.Transcoding;
using Matching.Hosting;

namespace Gateway.Tests.Transcoding;

public sealed class MessageJsonTests
{
    private const int Seed = 4711;
    private static readonly TypeRegistry Types = TypeRegistry.FromFiles(
        [.. new ApiContracts().Files, SamplerReflection.Descriptor]);

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithTypeRegistry(Types));
    private static readonly JsonFormatter Formatter = new(
        JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithTypeRegistry(Types));

    public static IEnumerable<MessageDescriptor> AllTypes =>
        new ApiContracts().Files.Append(SamplerReflection.Descriptor).SelectMany(file => file.MessageTypes);

    [Fact]
    public void Read_RandomMessagesAsTheLibraryWritesThem_GivesThemBack()
    {
        var messages = new RandomMessages(new Random(Seed));
        foreach (var type in AllTypes)
        {
            for (var round = 0; round < 30; round++)
            {
                var message = messages.Next(type);
                var json = Formatter.Format(message);

                var (read, mistakes) = Read(json, type);

                Assert.True(mistakes.Count == 0, $"seed {Seed}: {type.FullName} {json}: {string.Join("; ", mistakes)}");
                Assert.True(message.Equals(read), $"seed {Seed}: {type.FullName} {json}\nread as {Formatter.Format(read)}");
            }
        }
    }

    [Fact]
    public void Write_RandomMessages_WritesWhatTheLibraryWrites()
    {
        var messages = new RandomMessages(new Random(Seed));
        foreach (var type in AllTypes)
        {
            for (var round = 0; round < 30; round++)
            {
                var message = messages.Next(type);

                var json = Write(message);

                var expected = JsonDocument.Parse(Formatter.Format(message)).RootElement;
                Assert.True(
                    JsonElement.DeepEquals(expected, JsonDocument.Parse(json).RootElement),
                    $"seed {Seed}: {type.FullName}\n{expected}\n{json}");
                Assert.True(message.Equals(Parser.Parse(json, type)), $"seed {Seed}: {type.FullName} {json}");
            }
        }
    }

    [Theory]
    [InlineData("""{"nope":1}""", "nope", "UNKNOWN_FIELD")]
    [InlineData("""{"inner":{"nope":1}}""", "inner.nope", "UNKNOWN_FIELD")]
    [InlineData("""{"inners":[{},{"inner":{"nope":1}}]}""", "inners[1].inner.nope", "UNKNOWN_FIELD")]
    [InlineData("""{"innerByNumber":{"7":{"nope":1}}}""", "inner_by_number[7].nope", "UNKNOWN_FIELD")]
    [InlineData("""{"innerByNumber":{"x":{}}}""", "inner_by_number[x]", "INVALID_VALUE")]
    [InlineData("""{"int32Value":"abc"}""", "int32_value", "INVALID_VALUE")]
    [InlineData("""{"int32Value":2147483648}""", "int32_value", "INVALID_VALUE")]
    [InlineData("""{"int32Value":1.5}""", "int32_value", "INVALID_VALUE")]
    [InlineData("""{"int32Value":true}""", "int32_value", "WRONG_TYPE")]
    [InlineData("""{"uint64Value":-1}""", "uint64_value", "INVALID_VALUE")]
    [InlineData("""{"text":1}""", "text", "WRONG_TYPE")]
    [InlineData("""{"boolValue":"true"}""", "bool_value", "WRONG_TYPE")]
    [InlineData("""{"boolValue":0}""", "bool_value", "WRONG_TYPE")]
    [InlineData("""{"floatValue":1e39}""", "float_value", "INVALID_VALUE")]
    [InlineData("""{"doubleValue":1e999}""", "double_value", "INVALID_VALUE")]
    [InlineData("""{"bytesValue":"?"}""", "bytes_value", "INVALID_VALUE")]
    [InlineData("""{"colour":"COLOUR_PLAID"}""", "colour", "INVALID_VALUE")]
    [InlineData("""{"inner":[]}""", "inner", "WRONG_TYPE")]
    [InlineData("""{"texts":"a"}""", "texts", "WRONG_TYPE")]
    [InlineData("""{"texts":["a",null]}""", "texts[1]", "WRONG_TYPE")]
    [InlineData("""{"inners":[null]}""", "inners[0]", "WRONG_TYPE")]
    [InlineData("""{"counts":[]}""", "counts", "WRONG_TYPE")]
    [InlineData("""{"text":"a","text":"b"}""", "text", "DUPLICATE_FIELD")]
    [InlineData("""{"int32Value":1,"int32_value":2}""", "int32_value", "DUPLICATE_FIELD")]
    [InlineData("""{"choiceText":"a","choiceFlag":true}""", "choice_flag", "DUPLICATE_FIELD")]
    [InlineData("""{"time":"yesterday"}""", "time", "INVALID_VALUE")]
    [InlineData("""{"duration":"1h"}""", "duration", "INVALID_VALUE")]
    [InlineData("""{"any":{"@type":"type.googleapis.com/no.Such"}}""", "any", "INVALID_VALUE")]
    [InlineData("""{"int64Wrapper":"x"}""", "int64_wrapper", "INVALID_VALUE")]
    [InlineData("[]", "body", "WRONG_TYPE")]
    [InlineData("""{"inner":{"name":"\ud800"}}""", "inner.name", "INVALID_VALUE")]
    [InlineData("""{"inner":{"\udc00":1}}""", "inner", "INVALID_VALUE")]
    public void Read_Mistake_NamesTheFieldAndTheReason(string json, string field, string reason)
    {
        var (_, mistakes) = Read(json, Everything.Descriptor);

        var mistake = Assert.Single(mistakes);
        Assert.Equal((field, reason), (mistake.Field, mistake.Reason));
    }

    [Fact]
    public void Read_ManyMistakes_TellsAllOfThem()
    {
        var (_, mistakes) = Read("""{"nope":1,"int32Value":"x","inner":{"name":2}}""", Everything.Descriptor);

        Assert.Equal(["nope", "int32_value", "inner.name"], mistakes.Select(mistake => mistake.Field));
    }

    [Fact]
    public void Read_OtherSpellings_TakesThem()
    {
        var (read, mistakes) = Read(
            """
            {"int32_value": 1.0, "int64Value": 1e3, "uint32Value": "7", "floatValue": "NaN", "colour": 1,
             "bytesValue": "-_8", "colours": ["COLOUR_RED", -1, 99], "inner": null, "value": null, "time": "2026-01-31T08:00:00+01:00"}
            """,
            Everything.Descriptor);

        Assert.Empty(mistakes);
        var message = Assert.IsType<Everything>(read);
        Assert.Equal((1, 1000L, 7U), (message.Int32Value, message.Int64Value, message.Uint32Value));
        Assert.True(float.IsNaN(message.FloatValue));
        Assert.Equal([0xfb, 0xff], message.BytesValue.ToByteArray());
        Assert.Equal([1, -1, 99], message.Colours.Select(colour => (int)colour));
        Assert.Null(message.Inner);
        Assert.Equal(Google.Protobuf.WellKnownTypes.Value.ForNull(), message.Value);
        Assert.Equal(7, message.Time.ToDateTime().Hour);
    }

    private static (IMessage Message, IReadOnlyList<FieldError> Mistakes) Read(string json, MessageDescriptor type)
    {
        using var document = JsonDocument.Parse(json);
        var mistakes = new FieldErrors();
        var message = FieldValue.NewMessage(type);
        new MessageJson(Parser, mistakes).Read(document.RootElement, message, path: "");
        return (message, mistakes.Items);
    }

    private static string Write(IMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, MessageJsonWriter.Options))
        {
            new MessageJsonWriter(Types).Write(json, message);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
