namespace Matching.Trainer;

/// <summary>Some queries of a file; read anew each time, so that a file may be larger than memory.</summary>
/// <param name="File">The file.</param>
/// <param name="Includes">Which queries.</param>
/// <param name="Description">What they are, in words.</param>
internal sealed record DataPart(RankingFile File, Func<JudgedQuery, bool> Includes, string Description)
{
    public IEnumerable<JudgedQuery> Read(Action<double>? tell = null) => File.Read(tell).Where(Includes);
}

/// <summary>
/// What is learned from, what stops and calibrates, and what is measured on. Without a test file, what is held out is
/// halved by the ids of its queries: nothing is both calibrated and measured on.
/// </summary>
internal sealed record TrainingParts(DataPart Train, DataPart Validation, DataPart Test)
{
    private const double Half = 0.5;

    /// <param name="train">The data.</param>
    /// <param name="validation">A file that is held out; null takes a split of the data.</param>
    /// <param name="test">A file to measure on; null measures on half of what is held out.</param>
    /// <param name="by">How the data are split where there is no validation file; none means by query.</param>
    /// <param name="share">The share that is held out.</param>
    /// <param name="seed">Chooses the queries.</param>
    public static TrainingParts Of(
        RankingFile train, RankingFile? validation, RankingFile? test, SplitBy by, double share, int seed)
    {
        DataPart learned, held;
        if (validation is not null)
        {
            learned = new DataPart(train, _ => true, "all of the data");
            held = new DataPart(validation, _ => true, $"`{Path.GetFileName(validation.Path)}`");
        }
        else
        {
            var split = new Split(train, by == SplitBy.None ? SplitBy.Query : by, share, seed);
            learned = new DataPart(train, query => !split.IsHeldOut(query), "what is not held out");
            held = new DataPart(
                train, split.IsHeldOut, by == SplitBy.Time ? "the latest rankings" : "rankings held out by chance");
        }

        if (test is not null)
        {
            return new TrainingParts(
                learned, held, new DataPart(test, _ => true, $"`{Path.GetFileName(test.Path)}`, unseen in training"));
        }

        var halves = new Split(held.File, SplitBy.Query, Half, ~seed);
        return new TrainingParts(
            learned,
            held with { Includes = query => held.Includes(query) && !halves.IsHeldOut(query) },
            new DataPart(
                held.File,
                query => held.Includes(query) && halves.IsHeldOut(query),
                $"half of {held.Description}, unseen in training"));
    }
}
