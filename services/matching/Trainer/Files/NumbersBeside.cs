using System.Globalization;

namespace Matching.Trainer;

/// <summary>
/// Adds to the rows of a file the numbers that stand in files beside it, one to a line, as LightGBM has them. What a
/// row
/// says itself goes before.
/// </summary>
internal static class NumbersBeside
{
    /// <param name="queries">The queries, read once.</param>
    /// <param name="files">The files by the names of their numbers.</param>
    public static IEnumerable<JudgedQuery> Read(
        IEnumerable<JudgedQuery> queries, IReadOnlyDictionary<string, string> files)
    {
        if (files.Count == 0)
        {
            foreach (var query in queries)
            {
                yield return query;
            }

            yield break;
        }

        var readers = files.Select(file => new Numbers(file.Key, file.Value)).ToArray();
        try
        {
            foreach (var query in queries)
            {
                var numbers = new Dictionary<string, float[]>(query.Numbers);
                foreach (var reader in readers)
                {
                    numbers.TryAdd(reader.Name, reader.Next(query.Count));
                }

                yield return query with { Numbers = numbers };
            }

            foreach (var reader in readers)
            {
                reader.End();
            }
        }
        finally
        {
            foreach (var reader in readers)
            {
                reader.Dispose();
            }
        }
    }

    private sealed class Numbers(string name, string path) : IDisposable
    {
        private readonly StreamReader _reader = new(path);
        private int _line;

        public string Name => name;

        public float[] Next(int count)
        {
            var values = new float[count];
            for (var i = 0; i < count; i++)
            {
                _line++;
                var line = _reader.ReadLine()
                    ?? throw new BadInputException($"{path} has only {_line - 1} lines, and there are more rows.");
                values[i] = float.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    && float.IsFinite(value)
                    ? value
                    : throw new BadInputException($"{path}, line {_line}: '{line}' is not a number.");
            }

            return values;
        }

        public void End()
        {
            if (_reader.ReadLine() is not null)
            {
                throw new BadInputException($"{path} has more than the {_line} lines that there are rows.");
            }
        }

        public void Dispose() => _reader.Dispose();
    }
}
