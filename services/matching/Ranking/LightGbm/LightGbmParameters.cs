using System.Collections.Immutable;
using System.Text;

namespace Matching.Ranking;

/// <summary>Reads what stands behind the trees: only the parameters are kept.</summary>
internal static class LightGbmParameters
{
    /// <summary>
    /// Passes over importances, which follow from the trees, and over what LightGBM's callers put at the end.
    /// </summary>
    public static ImmutableArray<KeyValuePair<string, string>> Read(ref ModelLines lines, ModelLimits limits)
    {
        while (lines.MoveNext())
        {
            if (lines.Current.SequenceEqual("parameters:"u8))
            {
                return ReadParameters(ref lines, limits);
            }
        }

        return [];
    }

    private static ImmutableArray<KeyValuePair<string, string>> ReadParameters(ref ModelLines lines, ModelLimits limits)
    {
        var parameters = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        while (true)
        {
            lines.Need("'end of parameters'");
            var line = lines.Current;
            if (line.SequenceEqual("end of parameters"u8))
            {
                return parameters.ToImmutable();
            }

            if (line.IsEmpty)
            {
                continue;
            }

            if (parameters.Count == limits.Entries)
            {
                throw lines.Error($"there may be up to {limits.Entries} parameters.");
            }

            var mark = line.IndexOf(": "u8);
            if (mark < 2 || line[0] != '[' || line[^1] != ']')
            {
                throw lines.Error($"'{ModelNumbers.Shown(line)}' is not a parameter, such as [max_bin: 255].");
            }

            parameters.Add(new(Encoding.UTF8.GetString(line[1..mark]), Encoding.UTF8.GetString(line[(mark + 2)..^1])));
        }
    }
}
