using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Matching.Hosting;

namespace Matching.Gateway.Json;

/// <summary>
/// Turns proto3 JSON into protobuf's binary format in one pass, without a message or a document between. Takes what
/// Google.Protobuf's parser takes, except that it collects every mistake with its proto path, where that parser stops
/// at the first and names none. For one document; the text has to be valid UTF-8.
/// </summary>
internal sealed class MessageJsonReader(PooledBytes output, FieldErrors mistakes, TypeRegistry types) : IDisposable
{
    private readonly List<Step> _path = [];
    private byte[] _unescaped = [];
    private int _depth;

    public void Dispose()
    {
        if (_unescaped.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_unescaped);
            _unescaped = [];
        }
    }

    /// <summary>Reads the content of a message. The reader stands on its first token, and then on its last.</summary>
    public void ReadMessage(ref Utf8JsonReader json, MessagePlan type)
    {
        switch (type.Form)
        {
            case JsonForm.Struct:
                ReadStruct(ref json);
                break;
            case JsonForm.Value:
                ReadValue(ref json);
                break;
            case JsonForm.ListValue:
                ReadListValue(ref json);
                break;
            case JsonForm.Any:
                ReadAny(ref json);
                break;
            default:
                ReadMembers(ref json, type, inAny: false);
                break;
        }
    }

    /// <summary>Reads a field with its tags, however often it stands there.</summary>
    public void ReadField(ref Utf8JsonReader json, FieldPlan field)
    {
        _path.Add(new Step(field));
        ReadFieldHere(ref json, field);
        _path.RemoveAt(_path.Count - 1);
    }

    private void ReadMembers(ref Utf8JsonReader json, MessagePlan type, bool inAny)
    {
        if (!IsA(ref json, JsonTokenType.StartObject, "an object"))
        {
            return;
        }

        Span<ulong> seen = stackalloc ulong[(type.Fields.Length >> 6) + 1];
        Span<FieldPlan?> chosen = type.Choices.Length == 0 ? default : new FieldPlan?[type.Choices.Length];
        seen.Clear();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryText(ref json, out var name))
            {
                Wrong("has a name that is not valid Unicode.");
            }
            else if (inAny && name.SequenceEqual("@type"u8))
            {
                // Read before: it says which fields there are.
            }
            else if (type.Find(name) is not { } field)
            {
                mistakes.Add(
                    Path(Encoding.UTF8.GetString(name)), "UNKNOWN_FIELD", $"is not a field of {type.Type.Name}.");
            }
            else
            {
                json.Read();
                _path.Add(new Step(field));
                ReadMember(ref json, field, seen, chosen);
                _path.RemoveAt(_path.Count - 1);
                continue;
            }

            json.Read();
            json.Skip();
        }
    }

    private void ReadMember(
        ref Utf8JsonReader json, FieldPlan field, scoped Span<ulong> seen, scoped Span<FieldPlan?> chosen)
    {
        var bit = 1UL << (field.Index & 63);
        if ((seen[field.Index >> 6] & bit) != 0)
        {
            mistakes.Add(Path(), "DUPLICATE_FIELD", "is given twice.");
            json.Skip();
            return;
        }

        seen[field.Index >> 6] |= bit;
        if (json.TokenType == JsonTokenType.Null && !field.TakesNull)
        {
            // null is the same as leaving the field out.
            return;
        }

        if (field.Choice >= 0)
        {
            if (chosen[field.Choice] is not null)
            {
                mistakes.Add(
                    Path(),
                    "DUPLICATE_FIELD",
                    $"is given beside another choice of {field.Field.RealContainingOneof.Name}.");
                json.Skip();
                return;
            }

            chosen[field.Choice] = field;
        }

        ReadFieldHere(ref json, field);
    }

    private void ReadFieldHere(ref Utf8JsonReader json, FieldPlan field)
    {
        if (field.IsMap)
        {
            ReadMap(ref json, field);
            return;
        }

        if (field.IsRepeated)
        {
            ReadList(ref json, field);
            return;
        }

        var before = output.Length;
        field.WriteTag(output);
        var value = output.Length;

        // A default says nothing where a field cannot be absent, so it is not sent, as no other writer sends it.
        if (!TryReadSingle(ref json, field) || (!field.HasPresence && !output.From(value).ContainsAnyExcept((byte)0)))
        {
            output.Truncate(before);
        }
    }

    private void ReadList(ref Utf8JsonReader json, FieldPlan field)
    {
        if (!IsA(ref json, JsonTokenType.StartArray, "a list"))
        {
            return;
        }

        var before = output.Length;
        var start = 0;
        if (field.IsPacked)
        {
            field.WriteTag(output);
            start = output.Begin();
        }

        for (var index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            _path.Add(new Step(index));
            var single = output.Length;
            if (!field.IsPacked)
            {
                field.WriteTag(output);
            }

            if (!TryReadSingle(ref json, field))
            {
                output.Truncate(single);
            }

            _path.RemoveAt(_path.Count - 1);
        }

        if (!field.IsPacked)
        {
            return;
        }

        if (output.Length == start)
        {
            output.Truncate(before);
        }
        else
        {
            output.End(start);
        }
    }

    private void ReadMap(ref Utf8JsonReader json, FieldPlan field)
    {
        if (!IsA(ref json, JsonTokenType.StartObject, "an object"))
        {
            return;
        }

        HashSet<string>? seen = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var before = output.Length;
            field.WriteTag(output);
            var start = output.Begin();
            field.MapKey.WriteTag(output);
            var key = output.Length;
            var valid = TryText(ref json, out var name);
            _path.Add(new Step(valid ? Encoding.UTF8.GetString(name) : "?"));
            var taken = false;
            if (!valid || !ScalarText.TryWrite(output, field.MapKey, name, TextPlace.Key))
            {
                Wrong($"has a key that must be {ScalarText.Expected(field.MapKey)}.");
            }
            else if (!(seen ??= new(StringComparer.Ordinal)).Add(Encoding.Latin1.GetString(output.From(key))))
            {
                mistakes.Add(Path(), "DUPLICATE_FIELD", "is given twice.");
            }
            else
            {
                taken = true;
            }

            json.Read();
            if (taken)
            {
                field.MapValue.WriteTag(output);
                taken = TryReadSingle(ref json, field.MapValue);
            }
            else
            {
                json.Skip();
            }

            if (taken)
            {
                output.End(start);
            }
            else
            {
                output.Truncate(before);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    /// <summary>Reads one value without its tag; false where it is none, and then the mistake has been told.</summary>
    private bool TryReadSingle(ref Utf8JsonReader json, FieldPlan field)
    {
        var message = field.Message;
        if (message is { IsText: false })
        {
            if (json.TokenType == JsonTokenType.Null && message.Form != JsonForm.Value)
            {
                mistakes.Add(Path(), "WRONG_TYPE", "must be an object, not null.");
                return false;
            }

            if (!TryBegin(ref json, out var start))
            {
                return false;
            }

            ReadMessage(ref json, message);
            End(start);
            return true;
        }

        var scalar = message is { Form: JsonForm.Wrapper } ? message.Fields[0] : field;
        var before = output.Length;
        switch (json.TokenType)
        {
            case JsonTokenType.True or JsonTokenType.False when scalar.Type == FieldType.Bool:
                WriteBool(scalar != field ? scalar : null, json.TokenType == JsonTokenType.True);
                return true;
            case JsonTokenType.Null when scalar.Enum is { IsNull: true }:
                output.Add(0);
                return true;
            case JsonTokenType.Number when IsNumber(scalar):
                if (ScalarText.TryWrite(output, field, json.ValueSpan, TextPlace.Number))
                {
                    return true;
                }

                break;
            case JsonTokenType.String when scalar.Type != FieldType.Bool:
                if (TryText(ref json, out var text) && ScalarText.TryWrite(output, field, text, TextPlace.String))
                {
                    return true;
                }

                break;
            default:
                mistakes.Add(
                    Path(), "WRONG_TYPE", $"must be {ScalarText.Expected(field)}, not {Kind(json.TokenType)}.");
                json.Skip();
                output.Truncate(before);
                return false;
        }

        mistakes.Add(Path(), "INVALID_VALUE", $"must be {ScalarText.Expected(field)}.");
        output.Truncate(before);
        return false;
    }

    private void WriteBool(FieldPlan? wrapped, bool value)
    {
        if (wrapped is null)
        {
            output.Add(value ? (byte)1 : (byte)0);
            return;
        }

        var start = output.Begin();
        wrapped.WriteTag(output);
        output.Add(value ? (byte)1 : (byte)0);
        output.End(start);
    }

    private void ReadStruct(ref Utf8JsonReader json)
    {
        if (!IsA(ref json, JsonTokenType.StartObject, "an object"))
        {
            return;
        }

        HashSet<string>? seen = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var before = output.Length;
            output.WriteVarint(WireFormat.Tag(1, WireFormat.Delimited));
            var entry = output.Begin();
            var valid = TryText(ref json, out var name);
            var text = valid ? Encoding.UTF8.GetString(name) : "?";
            _path.Add(new Step(text));
            output.WriteVarint(WireFormat.Tag(1, WireFormat.Delimited));
            output.WriteDelimited(name);
            output.WriteVarint(WireFormat.Tag(2, WireFormat.Delimited));
            json.Read();
            if (!valid)
            {
                Wrong("has a name that is not valid Unicode.");
            }
            else if (!(seen ??= new(StringComparer.Ordinal)).Add(text))
            {
                mistakes.Add(Path(), "DUPLICATE_FIELD", "is given twice.");
                valid = false;
            }

            // The entry of the map is a message of its own.
            _depth++;
            if (valid && TryBegin(ref json, out var start))
            {
                ReadValue(ref json);
                End(start);
                output.End(entry);
            }
            else
            {
                json.Skip();
                output.Truncate(before);
            }

            _depth--;
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void ReadListValue(ref Utf8JsonReader json)
    {
        if (!IsA(ref json, JsonTokenType.StartArray, "a list"))
        {
            return;
        }

        for (var index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            _path.Add(new Step(index));
            var before = output.Length;
            output.WriteVarint(WireFormat.Tag(1, WireFormat.Delimited));
            if (TryBegin(ref json, out var start))
            {
                ReadValue(ref json);
                End(start);
            }
            else
            {
                output.Truncate(before);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    // google.protobuf.Value: null 1, number 2, string 3, bool 4, struct 5, list 6.
    private void ReadValue(ref Utf8JsonReader json)
    {
        var before = output.Length;
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                output.WriteVarint(WireFormat.Tag(1, WireFormat.Varint));
                output.Add(0);
                break;
            case JsonTokenType.Number:
                output.WriteVarint(WireFormat.Tag(2, WireFormat.Fixed64));
                if (json.TryGetDouble(out var number) && double.IsFinite(number))
                {
                    ScalarText.WriteDouble(output, number);
                }
                else
                {
                    output.Truncate(before);
                    Wrong("must be a number that a double can hold.");
                }

                break;
            case JsonTokenType.String:
                output.WriteVarint(WireFormat.Tag(3, WireFormat.Delimited));
                if (TryText(ref json, out var text))
                {
                    output.WriteDelimited(text);
                }
                else
                {
                    output.Truncate(before);
                    Wrong("must be a string of valid Unicode.");
                }

                break;
            case JsonTokenType.True or JsonTokenType.False:
                output.WriteVarint(WireFormat.Tag(4, WireFormat.Varint));
                output.Add(json.TokenType == JsonTokenType.True ? (byte)1 : (byte)0);
                break;
            default:
                var isObject = json.TokenType == JsonTokenType.StartObject;
                output.WriteVarint(WireFormat.Tag(isObject ? 5 : 6, WireFormat.Delimited));
                if (!TryBegin(ref json, out var start))
                {
                    output.Truncate(before);
                    break;
                }

                if (isObject)
                {
                    ReadStruct(ref json);
                }
                else
                {
                    ReadListValue(ref json);
                }

                End(start);
                break;
        }
    }

    private void ReadAny(ref Utf8JsonReader json)
    {
        if (!IsA(ref json, JsonTokenType.StartObject, "an object"))
        {
            return;
        }

        if (!TryFindType(json, out var url, out var empty))
        {
            if (!empty)
            {
                Wrong("has to say what it is, in one @type.");
            }

            json.Skip();
            return;
        }

        if (url.LastIndexOf('/') is var slash && (slash < 1 || types.Find(url[(slash + 1)..]) is null))
        {
            Wrong("is of a type that is not known here.");
            json.Skip();
            return;
        }

        output.WriteVarint(WireFormat.Tag(1, WireFormat.Delimited));
        output.WriteDelimited(Encoding.UTF8.GetBytes(url));
        output.WriteVarint(WireFormat.Tag(2, WireFormat.Delimited));
        if (!TryBegin(ref json, out var start))
        {
            return;
        }

        var type = MessagePlan.Of(types.Find(url[(slash + 1)..]));
        if (type.Form == JsonForm.Members)
        {
            ReadMembers(ref json, type, inAny: true);
        }
        else
        {
            ReadAnyValue(ref json, type);
        }

        End(start);
    }

    // A type with a JSON form of its own stands in a member named value.
    private void ReadAnyValue(ref Utf8JsonReader json, MessagePlan type)
    {
        var given = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isValue = json.ValueTextEquals("value"u8);
            var isType = json.ValueTextEquals("@type"u8);
            json.Read();
            if (isValue && !given)
            {
                given = true;
                _path.Add(new Step("value", isMember: true));
                if (type.IsText)
                {
                    ReadWholeText(ref json, type);
                }
                else
                {
                    ReadMessage(ref json, type);
                }

                _path.RemoveAt(_path.Count - 1);
                continue;
            }

            if (!isType)
            {
                mistakes.Add(Path(), "UNKNOWN_FIELD", "takes one member beside @type: value.");
            }

            json.Skip();
        }

        if (!given)
        {
            Wrong("has no value beside its @type.");
        }
    }

    private void ReadWholeText(ref Utf8JsonReader json, MessagePlan type)
    {
        if (type.Form == JsonForm.Wrapper)
        {
            ReadFieldHere(ref json, type.Fields[0]);
        }
        else if (json.TokenType != JsonTokenType.String || !TryText(ref json, out var text)
            || !ScalarText.TryWriteContent(output, type, text, TextPlace.String))
        {
            // What was written is never sent: the mistake is told instead.
            Wrong($"is not a valid {type.Type.Name}.");
            json.Skip();
        }
    }

    private static bool TryFindType(Utf8JsonReader json, out string url, out bool empty)
    {
        (url, empty) = ("", true);
        var found = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            empty = false;
            var isType = json.ValueTextEquals("@type"u8);
            json.Read();
            if (isType)
            {
                found++;
                url = json.TokenType == JsonTokenType.String && TryString(ref json) is { } text ? text : "";
            }

            json.Skip();
        }

        return found == 1;
    }

    private bool TryBegin(ref Utf8JsonReader json, out int start)
    {
        if (_depth >= WireFormat.MaximumDepth)
        {
            mistakes.Add(Path(), "NESTED_TOO_DEEP", $"nests more than {WireFormat.MaximumDepth} messages.");
            json.Skip();
            start = 0;
            return false;
        }

        _depth++;
        start = output.Begin();
        return true;
    }

    private void End(int start)
    {
        _depth--;
        output.End(start);
    }

    private bool IsA(ref Utf8JsonReader json, JsonTokenType wanted, string name)
    {
        if (json.TokenType == wanted)
        {
            return true;
        }

        mistakes.Add(Path(), "WRONG_TYPE", $"must be {name}, not {Kind(json.TokenType)}.");
        json.Skip();
        return false;
    }

    /// <summary>
    /// The text of a string or a name, without escapes; false where half of a surrogate pair is escaped, for which
    /// there is no text. Good until the next one is asked for.
    /// </summary>
    private bool TryText(ref Utf8JsonReader json, out ReadOnlySpan<byte> text)
    {
        if (!json.ValueIsEscaped)
        {
            text = json.ValueSpan;
            return true;
        }

        if (_unescaped.Length < json.ValueSpan.Length)
        {
            Dispose();
            _unescaped = ArrayPool<byte>.Shared.Rent(json.ValueSpan.Length);
        }

        try
        {
            text = _unescaped.AsSpan(0, json.CopyString(_unescaped));
            return true;
        }
        catch (InvalidOperationException)
        {
            // How the reader says that there is no such text, and it has no other way.
            text = [];
            return false;
        }
    }

    private static string? TryString(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private void Wrong(string message) => mistakes.Add(Path(), "INVALID_VALUE", message);

    private string Path(string? member = null)
    {
        var path = new StringBuilder();
        foreach (var step in _path)
        {
            if ((step.Field?.Name ?? (step.IsMember ? step.Key : null)) is { } name)
            {
                path.Append(path.Length == 0 ? "" : ".").Append(name);
            }
            else
            {
                var place = step.Key ?? step.Index.ToString(CultureInfo.InvariantCulture);
                path.Append('[').Append(place).Append(']');
            }
        }

        if (member is not null)
        {
            path.Append(path.Length == 0 ? "" : ".").Append(member);
        }

        return path.Length == 0 ? "body" : path.ToString();
    }

    private static bool IsNumber(FieldPlan field) =>
        field.Type is not (FieldType.String or FieldType.Bytes or FieldType.Bool or FieldType.Message);

    private static string Kind(JsonTokenType token) =>
        token switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.Null => "null",
            _ => "true or false",
        };

    /// <summary>A field, a place in a list or a key of a map.</summary>
    private readonly struct Step
    {
        public Step(FieldPlan field) => Field = field;

        public Step(int index) => Index = index;

        public Step(string key, bool isMember = false) => (Key, IsMember) = (key, isMember);

        public FieldPlan? Field { get; }

        public int Index { get; }

        public string? Key { get; }

        public bool IsMember { get; }
    }
}
