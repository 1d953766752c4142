using System.Text;

namespace Matching.Trainer;

/// <summary>The forms in which judged rankings are written.</summary>
internal enum RankingFormat
{
    Svmlight,
    Csv,
    Own,
}

/// <summary>
/// Writes judged rankings to a file that appears under its name when <see cref="Commit"/> is called, and, beside an
/// SVMlight file, one number of each row to a line: <c>.position</c>, <c>.click</c> and <c>.init</c>.
/// </summary>
internal sealed class RankingWriter : IDisposable
{
    private static readonly string[] BesideSvmLight = [Columns.Position, Columns.Click, Columns.Init];

    private readonly RankingFormat _format;
    private readonly IReadOnlyList<string> _names;
    private readonly string _path;
    private readonly AtomicFile _file;
    private readonly StreamWriter _text;
    private readonly BinaryWriter _binary;
    private readonly List<(string Number, AtomicFile File, StreamWriter Text)> _beside = [];
    private bool _committed;

    public RankingWriter(string path, RankingFormat format, IReadOnlyList<string> featureNames)
    {
        if (featureNames.FirstOrDefault(name => name.Any(c => char.IsWhiteSpace(c) || c is ',' or '"')) is { } broken)
        {
            throw new BadInputException(
                $"The feature name '{broken}' cannot be written: it has a space, comma or quote.");
        }

        _format = format;
        _names = featureNames;
        _path = path;
        _file = new AtomicFile(path);
        _text = new StreamWriter(_file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, true);
        _binary = new BinaryWriter(_file.Stream, Encoding.UTF8);
    }

    public int Queries { get; private set; }

    public long Rows { get; private set; }

    /// <summary>The usual ending of a form's files.</summary>
    public static string EndingOf(RankingFormat format) => format switch
    {
        RankingFormat.Csv => ".csv",
        RankingFormat.Own => ".rankings",
        _ => ".svm",
    };

    public void Write(JudgedQuery query)
    {
        if (Queries == 0)
        {
            WriteHeader(query);
        }

        Queries++;
        Rows += query.Count;
        switch (_format)
        {
            case RankingFormat.Own:
                OwnFormat.Write(_binary, query);
                break;
            case RankingFormat.Csv:
                CsvFormat.Write(_text, query);
                break;
            default:
                SvmLightFormat.Write(_text, query);
                foreach (var (number, _, text) in _beside)
                {
                    foreach (var value in query.Numbers[number])
                    {
                        text.Write(RankingFile.Text(value) + "\n");
                    }
                }

                break;
        }
    }

    public void Commit()
    {
        if (Queries == 0)
        {
            throw new BadInputException($"There is nothing to write to {_path}.");
        }

        if (_format == RankingFormat.Own)
        {
            OwnFormat.WriteEnd(_binary, Queries);
        }

        _binary.Flush();
        _text.Dispose();
        foreach (var (_, file, text) in _beside)
        {
            text.Dispose();
            file.Commit();
        }

        _file.Commit();
        _committed = true;
    }

    public void Dispose()
    {
        if (_committed)
        {
            return;
        }

        foreach (var (_, file, text) in _beside)
        {
            text.Dispose();
            file.Dispose();
        }

        _text.Dispose();
        _binary.Dispose();
        _file.Dispose();
    }

    private void WriteHeader(JudgedQuery first)
    {
        switch (_format)
        {
            case RankingFormat.Own:
                OwnFormat.WriteHeader(_binary, first, _names);
                break;
            case RankingFormat.Csv:
                CsvFormat.WriteHeader(_text, first, _names);
                break;
            default:
                SvmLightFormat.WriteHeader(_text, _names);
                foreach (var number in BesideSvmLight.Where(first.Numbers.ContainsKey))
                {
                    var file = new AtomicFile($"{_path}.{number}");
                    _beside.Add((number, file, new StreamWriter(file.Stream, leaveOpen: true)));
                }

                break;
        }
    }
}
