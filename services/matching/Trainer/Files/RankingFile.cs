using System.Globalization;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>
/// A file of judged rankings in one of three forms, told apart by its first bytes and its name: our own
/// (<see cref="OwnFormat"/>), CSV (<c>.csv</c>), else SVMlight. Read a query at a time, so it may be larger than
/// memory.
/// </summary>
internal sealed class RankingFile
{
    /// <summary>A wider file is refused: a row is held with all of its features.</summary>
    public const int MaxFeatures = 10_000;

    private const int BufferBytes = 1 << 16;
    private const int QueriesPerNews = 64;

    private static readonly string[] Beside = [Columns.Position, Columns.Click, Columns.Init, Columns.Weight];

    private readonly Func<Stream, IEnumerable<JudgedQuery>> _read;

    private RankingFile(
        string path, IReadOnlyList<string> names, bool named, Func<Stream, IEnumerable<JudgedQuery>> read)
    {
        Path = path;
        FeatureNames = names;
        IsNamed = named;
        _read = read;
    }

    public string Path { get; }

    /// <summary>The features of a row, in order.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>
    /// False where the file gives numbers only; the names are then <c>Column_0</c>, <c>Column_1</c>, …
    /// </summary>
    public bool IsNamed { get; }

    /// <param name="path">The file.</param>
    /// <param name="beside">
    /// Files with a number for each row, one to a line, by the name of the number. Files of the same name with
    /// <c>.position</c>, <c>.click</c>, <c>.init</c> and <c>.weight</c> after it are found without being named.
    /// </param>
    /// <param name="sizes">
    /// The sizes of the queries for an SVMlight file without qid; null looks for a file of the same name with
    /// <c>.query</c> after it.
    /// </param>
    public static RankingFile Open(
        string path, string? sizes = null, IReadOnlyDictionary<string, string>? beside = null)
    {
        if (!File.Exists(path))
        {
            throw new BadInputException($"{path} is not there.");
        }

        if (OwnFormat.IsOwn(path))
        {
            return new RankingFile(
                path, OwnFormat.ReadFeatureNames(path), named: true, stream => OwnFormat.Read(stream, path));
        }

        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            return new RankingFile(
                path, CsvFormat.ReadFeatureNames(path), named: true, stream => CsvFormat.Read(stream, path));
        }

        sizes ??= File.Exists(path + ".query") ? path + ".query" : null;
        var found = Beside.Where(number => File.Exists($"{path}.{number}"))
            .ToDictionary(number => number, number => $"{path}.{number}");
        foreach (var (number, its) in beside ?? new Dictionary<string, string>())
        {
            found[number] = its;
        }

        var (names, named) = SvmLightFormat.ReadFeatureNames(path);
        return new RankingFile(path, names, named, stream =>
            NumbersBeside.Read(SvmLightFormat.Read(stream, path, sizes, names.Count, named), found));
    }

    /// <summary>The queries; a broken line is a <see cref="BadInputException"/> that names file and line.</summary>
    /// <param name="tell">Is told from time to time which share of the file has been read.</param>
    public IEnumerable<JudgedQuery> Read(Action<double>? tell = null)
    {
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        using var queries = _read(stream).GetEnumerator();
        for (var number = 1; ; number++)
        {
            if (number % QueriesPerNews == 0)
            {
                tell?.Invoke((double)stream.Position / stream.Length);
            }

            try
            {
                if (!queries.MoveNext())
                {
                    yield break;
                }
            }
            catch (SvmLightException broken)
            {
                throw new BadInputException($"{Path}: {broken.Message}");
            }

            yield return queries.Current;
        }
    }

    /// <summary>The first line, where features have their names; empty where there is none.</summary>
    internal static string FirstLine(string path, TextReader reader) => ReadLine(path, new LineReader(reader)) ?? "";

    /// <summary>The next line of a file; null after the last.</summary>
    /// <exception cref="BadInputException">It is too long.</exception>
    internal static string? ReadLine(string path, LineReader lines)
    {
        try
        {
            return lines.ReadLine();
        }
        catch (SvmLightException broken)
        {
            throw new BadInputException($"{path}: {broken.Message}");
        }
    }

    /// <summary>A number as all formats write it: the shortest text that reads back as the same.</summary>
    internal static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
