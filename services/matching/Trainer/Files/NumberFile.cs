using System.Globalization;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>Numbers, one to a line and one for each row of another file, as ranking tools write them.</summary>
internal sealed class NumberFile : IDisposable
{
    private readonly string _path;
    private readonly StreamReader _reader;
    private readonly LineReader _lines;

    public NumberFile(string path)
    {
        _path = path;
        _reader = new StreamReader(path);
        _lines = new LineReader(_reader);
    }

    /// <summary>The number of the next row.</summary>
    /// <exception cref="BadInputException">There is none, or it is not finite.</exception>
    public double Next()
    {
        var line = RankingFile.ReadLine(_path, _lines)
            ?? throw new BadInputException($"{_path} has only {_lines.Number} lines, and there are more rows.");
        return SvmLightReader.TryNumber(line, out var value)
            ? value
            : throw new BadInputException($"{_path}, line {_lines.Number}: '{line}' is not a number.");
    }

    /// <summary>Makes sure that no numbers are left over.</summary>
    public void End()
    {
        if (RankingFile.ReadLine(_path, _lines) is not null)
        {
            throw new BadInputException($"{_path} has more than the {_lines.Number - 1} lines that there are rows.");
        }
    }

    public void Dispose() => _reader.Dispose();
}
