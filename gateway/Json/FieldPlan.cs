using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Matching.Gateway.Json;

/// <summary>What reading and writing a field needs to know.</summary>
internal sealed class FieldPlan
{
    private readonly byte[] _tag;
    private MessagePlan? _message;

    public FieldPlan(FieldDescriptor field, int index)
    {
        Field = field;
        Index = index;
        Type = field.FieldType;
        IsRepeated = field.IsRepeated;
        IsMap = field.IsMap;
        HasPresence = !field.IsRepeated && field.HasPresence;
        WireType = Type switch
        {
            FieldType.String or FieldType.Bytes or FieldType.Message => WireFormat.Delimited,
            FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32 => WireFormat.Fixed32,
            FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64 => WireFormat.Fixed64,
            _ => WireFormat.Varint,
        };
        IsPacked = field.IsRepeated && field.IsPacked && WireType != WireFormat.Delimited;
        JsonName = JsonEncodedText.Encode(field.JsonName, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        Enum = Type == FieldType.Enum ? EnumPlan.Of(field.EnumType) : null;
        Choice = field.RealContainingOneof is { } choice
            ? field.ContainingType.Oneofs.Where(other => !other.IsSynthetic).ToList().IndexOf(choice)
            : -1;

        using var bytes = new PooledBytes(8);
        bytes.WriteVarint(WireFormat.Tag(field.FieldNumber, IsPacked ? WireFormat.Delimited : WireType));
        _tag = bytes.Span.ToArray();
    }

    public FieldDescriptor Field { get; }

    /// <summary>Its place in <see cref="MessagePlan.Fields"/>.</summary>
    public int Index { get; }

    public FieldType Type { get; }

    public bool IsRepeated { get; }

    public bool IsMap { get; }

    /// <summary>Whether a list is written as one run of values.</summary>
    public bool IsPacked { get; }

    /// <summary>Whether it can be absent.</summary>
    public bool HasPresence { get; }

    /// <summary>The wire type of one value.</summary>
    public uint WireType { get; }

    /// <summary>Its oneof's place in <see cref="MessagePlan.Choices"/>; -1 for none.</summary>
    public int Choice { get; }

    public JsonEncodedText JsonName { get; }

    public EnumPlan? Enum { get; }

    public int Number => Field.FieldNumber;

    public string Name => Field.Name;

    /// <summary>The type of a message field. Found when it is first asked for: a message may hold itself.</summary>
    public MessagePlan? Message =>
        Type == FieldType.Message ? _message ??= MessagePlan.Of(Field.MessageType) : null;

    /// <summary>The key of a map's entry; its value is <see cref="MapValue"/>.</summary>
    public FieldPlan MapKey => Message!.Fields[0];

    public FieldPlan MapValue => Message!.Fields[1];

    /// <summary>Whether JSON's null is a value of it and not the lack of one.</summary>
    public bool TakesNull => !IsRepeated && (Enum is { IsNull: true } || Message is { Form: JsonForm.Value });

    public void WriteTag(PooledBytes output) => output.Add(_tag);
}
