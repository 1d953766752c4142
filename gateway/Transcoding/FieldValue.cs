using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Matching.Gateway.Transcoding;

/// <summary>Single values of fields as proto3 JSON writes them: in a path, in a query, in a JSON string.</summary>
internal static partial class FieldValue
{
    private static readonly JsonParser TextParser = new(JsonParser.Settings.Default);

    /// <summary>Whether a message is written as one text: a time, a duration, a mask or a wrapper.</summary>
    public static bool IsText(MessageDescriptor message) =>
        message.File.Package == "google.protobuf"
        && (message.Name is "Timestamp" or "Duration" or "FieldMask" || IsWrapper(message));

    /// <summary>Whether a message has a JSON form of its own that is read and written as a whole.</summary>
    public static bool IsJson(MessageDescriptor message) =>
        IsText(message)
        || (message.File.Package == "google.protobuf" && message.Name is ("Struct" or "Value" or "ListValue" or "Any"));

    /// <summary>Whether a message wraps one scalar to tell it from nothing.</summary>
    public static bool IsWrapper(MessageDescriptor message) =>
        message.File.Name == "google/protobuf/wrappers.proto";

    /// <summary>The scalar in a wrapper.</summary>
    public static FieldDescriptor WrappedField(MessageDescriptor wrapper) => wrapper.Fields[1];

    public static IMessage NewMessage(MessageDescriptor message) => message.Parser.ParseFrom(ByteString.Empty);

    /// <summary>Reads a value; null when the text is none.</summary>
    public static object? Parse(FieldDescriptor field, string text) =>
        field.FieldType switch
        {
            FieldType.String => text,
            FieldType.Bool => text switch { "true" => true, "false" => false, _ => null },
            FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : null,
            FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 =>
                long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : null,
            FieldType.UInt32 or FieldType.Fixed32 =>
                uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null,
            FieldType.UInt64 or FieldType.Fixed64 =>
                ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null,
            FieldType.Float => ParseDouble(text) is { } value && (float)value is var single
                && (float.IsFinite(single) || !double.IsFinite(value))
                    ? single
                    : null,
            FieldType.Double => ParseDouble(text),
            FieldType.Bytes => ParseBytes(text),
            FieldType.Enum => ParseEnum(field.EnumType, text),
            FieldType.Message when IsWrapper(field.MessageType) =>
                Parse(WrappedField(field.MessageType), text),
            FieldType.Message when IsText(field.MessageType) => ParseMessage(field.MessageType, text),
            _ => null,
        };

    /// <summary>Says what is accepted, to stand after "must be".</summary>
    public static string Expected(FieldDescriptor field) =>
        field.FieldType switch
        {
            FieldType.String => "a string of valid Unicode",
            FieldType.Bool => "true or false",
            FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => "a whole number of 32 bits",
            FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => "a whole number of 64 bits",
            FieldType.UInt32 or FieldType.Fixed32 => "a whole number of 32 bits, not negative",
            FieldType.UInt64 or FieldType.Fixed64 => "a whole number of 64 bits, not negative",
            FieldType.Float or FieldType.Double => "a number",
            FieldType.Bytes => "base64",
            FieldType.Enum => $"one of {string.Join(", ", field.EnumType.Values.Select(value => value.Name))}",
            _ => field.MessageType.FullName switch
            {
                "google.protobuf.Timestamp" => "a time such as 2026-01-31T08:00:00Z",
                "google.protobuf.Duration" => "a duration in seconds such as 3.5s",
                "google.protobuf.FieldMask" => "field paths with commas between them",
                _ when IsWrapper(field.MessageType) =>
                    Expected(WrappedField(field.MessageType)),
                _ => "an object",
            },
        };

    private static double? ParseDouble(string text) =>
        text switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => double.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out var value) && double.IsFinite(value)
                    ? value
                    : null,
        };

    // proto3 JSON takes both alphabets, with or without padding.
    private static ByteString? ParseBytes(string text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        var characters = text.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return Base64Url.DecodeFromChars(characters, bytes, out _, out var length) == OperationStatus.Done
            ? ByteString.CopyFrom(bytes, 0, length)
            : null;
    }

    // Numbers that have no name yet are kept: a newer service may know them.
    private static int? ParseEnum(EnumDescriptor type, string text) =>
        type.FindValueByName(text) is { } named
            ? named.Number
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;

    private static object? ParseMessage(MessageDescriptor type, string text)
    {
        if (type.Name == "FieldMask")
        {
            return ParseMask(text);
        }

        // A plus that nobody encoded arrives as a space; a time has no other use for one.
        var written = type.Name == "Timestamp" ? text.Replace(' ', '+') : text;
        try
        {
            return TextParser.Parse($"\"{JsonEncodedText.Encode(written)}\"", type);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidJsonException)
        {
            return null;
        }
    }

    // JSON writes mask paths in lowerCamelCase; proto names are what documentation shows. Both are taken.
    private static FieldMask? ParseMask(string text)
    {
        var mask = new FieldMask();
        foreach (var path in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = string.Concat(
                path.Select(c => char.IsAsciiLetterUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{c}"));
            if (!MaskPath().IsMatch(name))
            {
                return null;
            }

            mask.Paths.Add(name);
        }

        return mask;
    }

    // Names that lowerCamelCase can tell apart, as the JSON form of a mask requires.
    [GeneratedRegex(@"^(\*|[a-z][a-z0-9]*([_.][a-z][a-z0-9]*)*)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex MaskPath();
}
