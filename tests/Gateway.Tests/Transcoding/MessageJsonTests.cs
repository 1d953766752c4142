using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Tests.Sampler;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Matching.Gateway;
using Matching.Gateway.Json;
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

    [Theory]
    [InlineData("""{"int32Value":"+1"}""", "int32_value")]
    [InlineData("""{"int32Value":""}""", "int32_value")]
    [InlineData("""{"int32Value":" 1"}""", "int32_value")]
    [InlineData("""{"int32Value":-2147483649}""", "int32_value")]
    [InlineData("""{"int64Value":"9223372036854775808"}""", "int64_value")]
    [InlineData("""{"uint64Value":"18446744073709551616"}""", "uint64_value")]
    [InlineData("""{"uint32Value":4294967296}""", "uint32_value")]
    [InlineData("""{"sint64Value":1e30}""", "sint64_value")]
    [InlineData("""{"doubleValue":"+1"}""", "double_value")]
    [InlineData("""{"doubleValue":"nan"}""", "double_value")]
    [InlineData("""{"doubleValue":"1 "}""", "double_value")]
    [InlineData("""{"colour":"1"}""", "colour")]
    [InlineData("""{"colour":1.5}""", "colour")]
    [InlineData("""{"bytesValue":"===="}""", "bytes_value")]
    [InlineData("""{"bytesValue":"AA="}""", "bytes_value")]
    [InlineData("""{"bytesValue":"AAAAA"}""", "bytes_value")]
    [InlineData("""{"bytesValue":"AA A"}""", "bytes_value")]
    [InlineData("""{"bytesValue":"99"}""", "bytes_value")]
    [InlineData("""{"time":"2026-01-31 08:00:00Z"}""", "time")]
    [InlineData("""{"time":"2026-01-31T08:00:00"}""", "time")]
    [InlineData("""{"time":"2026-02-29T08:00:00Z"}""", "time")]
    [InlineData("""{"time":"2026-01-31T08:00:60Z"}""", "time")]
    [InlineData("""{"time":"2026-01-31T24:00:00Z"}""", "time")]
    [InlineData("""{"time":"0000-01-01T00:00:00Z"}""", "time")]
    [InlineData("""{"time":"0001-01-01T00:00:00+01:00"}""", "time")]
    [InlineData("""{"time":"9999-12-31T23:59:59-00:01"}""", "time")]
    [InlineData("""{"time":"2026-01-31T08:00:00.1234567890Z"}""", "time")]
    [InlineData("""{"time":"2026-01-31T08:00:00z"}""", "time")]
    [InlineData("""{"duration":"315576000001s"}""", "duration")]
    [InlineData("""{"duration":".5s"}""", "duration")]
    [InlineData("""{"duration":"1.s"}""", "duration")]
    [InlineData("""{"duration":"+1s"}""", "duration")]
    [InlineData("""{"mask":"a..b"}""", "mask")]
    [InlineData("""{"mask":"A"}""", "mask")]
    [InlineData("""{"words":{"yes":"x"}}""", "words[yes]")]
    [InlineData("""{"innerByNumber":{"1.5":{}}}""", "inner_by_number[1.5]")]
    [InlineData("""{"value":1e400}""", "value")]
    [InlineData("""{"struct":{"a":[1,{"b":1e400}]}}""", "struct[a][1][b]")]
    [InlineData("""{"any":{"a":1}}""", "any")]
    [InlineData("""{"any":{"@type":"sampler.v1.Inner"}}""", "any")]
    [InlineData("""{"any":{"@type":"x/google.protobuf.Duration","value":"1h"}}""", "any.value")]
    [InlineData("""{"any":{"@type":"x/google.protobuf.Duration"}}""", "any")]
    public void Read_ValueOutsideItsType_IsRefused(string json, string field)
    {
        var (_, mistakes) = Read(json, Everything.Descriptor);

        var mistake = Assert.Single(mistakes);
        Assert.Equal((field, "INVALID_VALUE"), (mistake.Field, mistake.Reason));
    }

    [Theory]
    [InlineData("""{"struct":{"a":1,"a":2}}""", "struct[a]", "DUPLICATE_FIELD")]
    [InlineData("""{"counts":{"a":1,"\u0061":2}}""", "counts[a]", "DUPLICATE_FIELD")]
    [InlineData("""{"innerByNumber":{"1":{},"01":{}}}""", "inner_by_number[01]", "DUPLICATE_FIELD")]
    [InlineData("""{"struct":[]}""", "struct", "WRONG_TYPE")]
    [InlineData("""{"list":{}}""", "list", "WRONG_TYPE")]
    [InlineData("""{"any":1}""", "any", "WRONG_TYPE")]
    [InlineData("""{"any":{"@type":"x/sampler.v1.Inner","nope":1}}""", "any.nope", "UNKNOWN_FIELD")]
    [InlineData("""{"any":{"@type":"x/google.protobuf.Value","value":1,"more":2}}""", "any", "UNKNOWN_FIELD")]
    [InlineData("""{"counts":{"a":null}}""", "counts[a]", "WRONG_TYPE")]
    [InlineData("""{"numbers":[1,null]}""", "numbers[1]", "WRONG_TYPE")]
    [InlineData("""{"choiceInner":{},"choiceText":""}""", "choice_text", "DUPLICATE_FIELD")]
    public void Read_StructureOutsideItsType_IsRefused(string json, string field, string reason)
    {
        var (_, mistakes) = Read(json, Everything.Descriptor);

        var mistake = Assert.Single(mistakes);
        Assert.Equal((field, reason), (mistake.Field, mistake.Reason));
    }

    [Fact]
    public void Read_DeeperThanAnyServiceTakes_IsRefused()
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "1" + new string('}', 60);

        var (_, mistakes) = Read($"{{\"struct\":{json}}}", Everything.Descriptor);

        Assert.Equal("NESTED_TOO_DEEP", Assert.Single(mistakes).Reason);
    }

    [Fact]
    public void Read_AnyOfEveryForm_IsWhatTheLibraryReads()
    {
        foreach (var json in new[]
        {
            """{"any":{"@type":"type.googleapis.com/sampler.v1.Inner","name":"x","inner":{"number":2}}}""",
            """{"any":{"name":"x","@type":"type.googleapis.com/sampler.v1.Inner"}}""",
            """{"any":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1.5s"}}""",
            """{"any":{"value":"2026-01-31T08:00:00Z","@type":"type.googleapis.com/google.protobuf.Timestamp"}}""",
            """{"any":{"@type":"type.googleapis.com/google.protobuf.Struct","value":{"a":[1,null,true]}}}""",
            """{"any":{"@type":"type.googleapis.com/google.protobuf.Int64Value","value":"7"}}""",
        })
        {
            var (read, mistakes) = Read(json, Everything.Descriptor);

            Assert.Empty(mistakes);
            Assert.Equal(Parser.Parse<Everything>(json), read);
            Assert.True(JsonElement.DeepEquals(
                JsonDocument.Parse(Formatter.Format(((Everything)read).Any)).RootElement,
                JsonDocument.Parse(Write(read)).RootElement.GetProperty("any")));
        }
    }

    [Fact]
    public void Write_MessageInPartsAndOutOfOrder_IsMerged()
    {
        byte[] wire =
        [
            .. new Everything { Inner = new Inner { Name = "a", Inner_ = new Inner { Number = 1 } }, Numbers = { 1, 2 } }.ToByteArray(),
            .. new Everything { Text = "x", ChoiceText = "first", Texts = { "t" } }.ToByteArray(),
            .. new Everything { Inner = new Inner { Number = 5, Inner_ = new Inner { Name = "b" } }, Numbers = { 3 } }.ToByteArray(),
            .. new Everything { Text = "y", ChoiceFlag = true, Texts = { "u" } }.ToByteArray(),
            0xF8, 0x7F, 1,
        ];

        var json = Write(Everything.Descriptor, wire);

        Assert.True(JsonElement.DeepEquals(
            JsonDocument.Parse(Formatter.Format(Everything.Parser.ParseFrom(wire))).RootElement,
            JsonDocument.Parse(json).RootElement), json);
    }

    [Fact]
    public void Write_UnknownEnumNumber_IsTheNumber()
    {
        var json = JsonDocument.Parse(Write(new Everything { Colour = (Everything.Types.Colour)77 })).RootElement;

        Assert.Equal(77, json.GetProperty("colour").GetInt32());
    }

    [Fact]
    public void Write_BytesThatAreNoMessage_Throws()
    {
        var random = new Random(Seed);
        for (var round = 0; round < 2_000; round++)
        {
            var wire = new RandomMessages(random).Next(Everything.Descriptor).ToByteArray();
            for (var change = 0; change < 3 && wire.Length > 0; change++)
            {
                wire[random.Next(wire.Length)] = (byte)random.Next(256);
            }

            try
            {
                JsonDocument.Parse(Write(Everything.Descriptor, wire[..random.Next(wire.Length + 1)]));
            }
            catch (InvalidDataException)
            {
                // The one way to say so.
            }
        }
    }

    private static (IMessage Message, IReadOnlyList<FieldError> Mistakes) Read(string json, MessageDescriptor type)
    {
        using var output = new PooledBytes();
        var mistakes = new FieldErrors();
        using var messages = new MessageJsonReader(output, mistakes, Types);
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        messages.ReadMessage(ref reader, MessagePlan.Of(type));
        Assert.False(reader.Read());
        return (type.Parser.ParseFrom(output.Span.ToArray()), mistakes.Items);
    }

    private static string Write(IMessage message) => Write(message.Descriptor, message.ToByteArray());

    private static string Write(MessageDescriptor type, byte[] message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        new MessageJsonWriter(Types).Write(buffer, MessagePlan.Of(type), only: null, message);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
