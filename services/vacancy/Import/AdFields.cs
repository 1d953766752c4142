using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Matching.Vacancies.Import;

/// <summary>
/// Reads the fields of one JSON object of an ad, forgivingly: what is absent or null is not stated, a number may be
/// written as a string, and anything of another type counts as not stated, with a notice.
/// </summary>
internal readonly struct AdFields(JsonElement element, string path, Notices notices)
{
    private const int MaximumItems = 500;

    private readonly JsonElement _element = element;

    /// <summary>
    /// Where this object stands in the ad, such as <c>must_have.skills[2]</c>; empty for the ad itself.
    /// </summary>
    public string Path => path;

    public Notices Notices => notices;

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Whether a field is there and not null.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>The JSON type of a field; undefined when it is not there.</summary>
    public JsonValueKind KindOf(string name) => TryGet(name, out var value) ? value.ValueKind : JsonValueKind.Undefined;

    /// <summary>
    /// A text, trimmed and without control characters except line ends and tabs; null when it is empty.
    /// </summary>
    public string? Text(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String when TryReadString(value, out var text):
                return Clean(text);
            case JsonValueKind.Number:
                return value.GetRawText();
            default:
                Ignore(name, "a text");
                return null;
        }
    }

    public double? Number(string name) => TryGet(name, out var value) ? Number(value, name) : null;

    public bool? Flag(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            case JsonValueKind.String when TryReadString(value, out var text) && bool.TryParse(text, out var flag):
                return flag;
            default:
                Ignore(name, "true or false");
                return null;
        }
    }

    /// <summary>A time; see <see cref="SwedishTime"/> for what it means without an offset.</summary>
    public DateTimeOffset? Time(string name, bool endOfDay)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (SwedishTime.TryParse(text, endOfDay, out var time))
        {
            return time;
        }

        Ignore(name, "a time such as 2020-02-28T12:00:00");
        return null;
    }

    /// <summary>An object; one without any field when it is absent.</summary>
    public AdFields Object(string name)
    {
        if (TryGet(name, out var value) && value.ValueKind != JsonValueKind.Object)
        {
            Ignore(name, "an object");
            value = default;
        }

        return new AdFields(value, PathOf(name), notices);
    }

    /// <summary>
    /// The objects of a list; one alone counts as a list, and texts in it as <c>{"label": …}</c> would.
    /// </summary>
    public IEnumerable<AdConcept> Concepts(string name)
    {
        if (!TryGet(name, out var value))
        {
            yield break;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            if (Concept(value, PathOf(name)) is { } single)
            {
                yield return single;
            }

            yield break;
        }

        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (i == MaximumItems)
            {
                notices.Add(PathOf(name), $"has more than {MaximumItems} items; the others were left out.");
                yield break;
            }

            if (item.ValueKind != JsonValueKind.Null && Concept(item, $"{PathOf(name)}[{i}]") is { } concept)
            {
                yield return concept;
            }

            i++;
        }
    }

    /// <summary>Two numbers in a list; either may be null.</summary>
    public (double? First, double? Second) Pair(string name)
    {
        if (!TryGet(name, out var value))
        {
            return default;
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2)
        {
            return (Number(value[0], $"{name}[0]"), Number(value[1], $"{name}[1]"));
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > 0)
        {
            Ignore(name, "a list of two numbers");
        }

        return default;
    }

    /// <summary>Adds a notice that a field does not hold what it should.</summary>
    public void Ignore(string name, string expected) =>
        notices.Add(PathOf(name), $"is not {expected}; it counts as not stated.");

    private AdConcept? Concept(JsonElement value, string at)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var fields = new AdFields(value, at, notices);
                var concept = new AdConcept(
                    at,
                    fields.Text("concept_id"),
                    fields.Text("legacy_ams_taxonomy_id"),
                    fields.Text("label"),
                    fields.Number("weight"));
                return concept is { Id: null, LegacyId: null, Label: null } ? null : concept;
            case JsonValueKind.String when TryReadString(value, out var text) && Clean(text) is { } label:
                return new AdConcept(at, label, null, label, null);
            case JsonValueKind.String:
                return null;
            default:
                notices.Add(at, "is not a concept; it counts as not stated.");
                return null;
        }
    }

    private double? Number(JsonElement value, string name)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number):
                return number;
            case JsonValueKind.String when TryReadString(value, out var text)
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number):
                return number;
            default:
                Ignore(name, "a number");
                return null;
        }
    }

    private bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return _element.ValueKind == JsonValueKind.Object
            && _element.TryGetProperty(name, out value)
            && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>Reads a string; false where its bytes or escapes are no text, such as half a surrogate pair.</summary>
    private static bool TryReadString(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = value.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    private static string? Clean(string text)
    {
        if (text.AsSpan().ContainsAnyInRange('\0', '\u0008') || text.AsSpan().ContainsAnyInRange('\u000B', '\u001F'))
        {
            text = string.Concat(text.Where(c => c is '\n' or '\t' || !char.IsControl(c)));
        }

        text = text.Trim();
        return text.Length == 0 ? null : text;
    }
}

/// <summary>A taxonomy value as an ad gives it.</summary>
/// <param name="Path">Where it stands in the ad.</param>
internal sealed record AdConcept(string Path, string? Id, string? LegacyId, string? Label, double? Weight)
{
    /// <summary>What to call it in a message.</summary>
    public string Shown => VacancyChecks.Cut(Label ?? Id ?? LegacyId ?? "", 100);
}
