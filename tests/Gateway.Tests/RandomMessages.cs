using System.Collections;
using Gateway.Tests.Sampler;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Gateway.Tests;

/// <summary>Makes messages of any type with random content that proto3 JSON can carry.</summary>
internal sealed class RandomMessages(Random random)
{
    private static readonly string[] Texts =
        ["", "a", "åäö Örnsköldsvik", "\"quoted\\\" \n\t", "\u0001\u001f", "😀 𝄞", "</script>", "NaN", "0", " "];

    public IMessage Next(MessageDescriptor type, int depth = 0)
    {
        switch (type.FullName)
        {
            case "google.protobuf.Timestamp":
                return new Timestamp { Seconds = random.NextInt64(-62135596800, 253402300799), Nanos = random.Next(1_000_000_000) };
            case "google.protobuf.Duration":
                return new Duration { Seconds = random.NextInt64(-1000, 1000) * 1000, Nanos = 0 };
            case "google.protobuf.FieldMask":
                return new FieldMask { Paths = { "text", "inner.name", "int32_value" } };
            case "google.protobuf.Value":
                return Json(depth);
            case "google.protobuf.ListValue":
                return new ListValue { Values = { Json(depth), Json(depth) } };
            case "google.protobuf.Struct":
                return new Struct { Fields = { ["a"] = Json(depth), ["ö"] = Json(depth) } };
            case "google.protobuf.Any":
                return Google.Protobuf.WellKnownTypes.Any.Pack(Next(Inner.Descriptor, depth + 1));
        }

        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (random.Next(3) == 0 || (depth > 3 && field.FieldType == FieldType.Message))
            {
                continue;
            }

            if (field.IsMap)
            {
                var map = (IDictionary)field.Accessor.GetValue(message);
                for (var count = random.Next(3); count > 0; count--)
                {
                    map[Single(field.MessageType.Fields[1], depth)] = Single(field.MessageType.Fields[2], depth);
                }
            }
            else if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(message);
                for (var count = random.Next(4); count > 0; count--)
                {
                    list.Add(Single(field, depth));
                }
            }
            else
            {
                field.Accessor.SetValue(message, Single(field, depth));
            }
        }

        return message;
    }

    private object Single(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.String => Texts[random.Next(Texts.Length)],
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Pick(0, -1, int.MinValue, int.MaxValue, random.Next()),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Pick(0L, -1L, long.MinValue, long.MaxValue, random.NextInt64()),
        FieldType.UInt32 or FieldType.Fixed32 => Pick(0U, 1U, uint.MaxValue),
        FieldType.UInt64 or FieldType.Fixed64 => Pick(0UL, 1UL, ulong.MaxValue),
        FieldType.Float => Pick(0f, -0.1f, 1e30f, float.Epsilon, float.MaxValue, float.NaN, float.PositiveInfinity, float.NegativeInfinity),
        FieldType.Double => Pick(0d, 0.1, 1e300, -1e-300, double.MaxValue, double.NaN, double.PositiveInfinity, random.NextDouble()),
        FieldType.Bytes => ByteString.CopyFrom(RandomBytes()),
        FieldType.Enum => field.EnumType.Values[random.Next(field.EnumType.Values.Count)].Number,
        _ when field.MessageType.File.Name == "google/protobuf/wrappers.proto" => Single(field.MessageType.Fields[1], depth),
        _ => Next(field.MessageType, depth + 1),
    };

    private Value Json(int depth) => random.Next(depth > 3 ? 4 : 6) switch
    {
        0 => Value.ForNull(),
        1 => Value.ForBool(true),
        2 => Value.ForNumber(random.NextDouble()),
        3 => Value.ForString(Texts[random.Next(Texts.Length)]),
        4 => Value.ForList(Json(depth + 1)),
        _ => Value.ForStruct(new Struct { Fields = { ["x"] = Json(depth + 1) } }),
    };

    private T Pick<T>(params T[] values) => values[random.Next(values.Length)];

    private byte[] RandomBytes()
    {
        var bytes = new byte[random.Next(20)];
        random.NextBytes(bytes);
        return bytes;
    }
}
