using System.Globalization;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>Scores, one to a line, as ranking tools write them.</summary>
internal sealed class ScoreFile(FileInfo file) : IDisposable
{
    private readonly StreamReader _reader = file.OpenText();
    private int _line;

    /// <summary>The score of the next row.</summary>
    public double Next()
    {
        _line++;
        var line = _reader.ReadLine() ?? throw new SvmLightException($"{file} has only {_line - 1} scores.");
        return double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var score)
            ? score
            : throw new SvmLightException($"{file}, line {_line}: '{line}' is not a score.");
    }

    /// <summary>Makes sure that no scores are left over.</summary>
    public void End()
    {
        if (_reader.ReadLine() is not null)
        {
            throw new SvmLightException($"{file} has more than the {_line} scores that there are rows.");
        }
    }

    public void Dispose() => _reader.Dispose();
}
