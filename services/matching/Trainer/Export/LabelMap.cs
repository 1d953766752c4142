using System.Globalization;
using Matching.Matches.V1;
using Type = Matching.Matches.V1.FeedbackEvent.Types.Type;

namespace Matching.Trainer;

/// <summary>
/// What each thing that can become of a row is worth as a label, and how long after the ranking it may happen to count.
/// </summary>
internal sealed class LabelMap
{
    private static readonly Dictionary<string, Type> Events = new()
    {
        ["shown"] = Type.Shown,
        ["opened"] = Type.Opened,
        ["applied"] = Type.Applied,
        ["interviewed"] = Type.Interviewed,
        ["offered"] = Type.Offered,
        ["hired"] = Type.Hired,
        ["still_employed"] = Type.StillEmployed,
    };

    private readonly Dictionary<Type, float> _labels = new()
    {
        [Type.Shown] = 0,
        [Type.Opened] = 1,
        [Type.Applied] = 2,
        [Type.Interviewed] = 3,
        [Type.Offered] = 4,
        [Type.Hired] = 4,
        [Type.StillEmployed] = 4,
    };

    private readonly TimeSpan _window;

    /// <param name="changes">Such as <c>hired=5</c>.</param>
    /// <param name="window">What happens later is not owed to the ranking.</param>
    public LabelMap(IEnumerable<string> changes, TimeSpan window)
    {
        _window = window;
        foreach (var change in changes)
        {
            var parts = change.Split('=');
            _labels[parts.Length == 2 && Events.TryGetValue(parts[0], out var type) ? type : throw Wrong(change)] =
                float.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var label)
                    && label is >= 0 and <= 31
                    ? label
                    : throw Wrong(change);
        }
    }

    /// <summary>
    /// The furthest that came of a row. Marked as not relevant or declined before anybody applied, it is 0.
    /// </summary>
    public float Label(ExportedRanking.Types.Item item, DateTime shown)
    {
        var inTime = InTime(item, shown).ToArray();
        var furthest = inTime.Where(_labels.ContainsKey).Select(type => _labels[type]).DefaultIfEmpty(0).Max();
        var isRefused = inTime.Any(type => type is Type.NotRelevant or Type.Declined);
        return isRefused && !inTime.Any(type => type is >= Type.Applied and <= Type.StillEmployed) ? 0 : furthest;
    }

    /// <summary>How far it came, from 0 to 4; see <see cref="Columns.Stage"/>.</summary>
    public int Stage(ExportedRanking.Types.Item item, DateTime shown) => InTime(item, shown).Select(type => type switch
    {
        Type.Opened => 1,
        Type.Applied => 2,
        Type.Interviewed => 3,
        Type.Offered or Type.Hired or Type.StillEmployed => 4,
        _ => 0,
    }).DefaultIfEmpty(0).Max();

    private IEnumerable<Type> InTime(ExportedRanking.Types.Item item, DateTime shown) =>
        item.Events.Where(e => e.EventTime.ToDateTime() - shown <= _window).Select(e => e.Type);

    private static BadInputException Wrong(string change) =>
        new($"'{change}' is not a label, such as hired=5; events: {string.Join(", ", Events.Keys)}.");
}
