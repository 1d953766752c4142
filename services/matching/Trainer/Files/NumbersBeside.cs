namespace Matching.Trainer;

/// <summary>
/// Adds to the rows of a file the numbers that stand in files beside it, one to a line, as LightGBM has them. What a
/// row says itself goes before.
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

        var readers = files.Select(file => (Name: file.Key, Numbers: new NumberFile(file.Value))).ToArray();
        try
        {
            foreach (var query in queries)
            {
                var numbers = new Dictionary<string, float[]>(query.Numbers);
                foreach (var (name, own) in readers)
                {
                    var values = new float[query.Count];
                    for (var i = 0; i < values.Length; i++)
                    {
                        values[i] = (float)own.Next();
                    }

                    numbers.TryAdd(name, values);
                }

                yield return query with { Numbers = numbers };
            }

            foreach (var (_, own) in readers)
            {
                own.End();
            }
        }
        finally
        {
            foreach (var (_, own) in readers)
            {
                own.Dispose();
            }
        }
    }
}
