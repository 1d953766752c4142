namespace Matching.Trainer;

/// <summary>By what queries are held out.</summary>
internal enum SplitBy
{
    None,
    Query,
    Time,
}

/// <summary>Tells which queries of a file are held out: a share of all by their ids, or the latest.</summary>
internal sealed class Split
{
    private readonly SplitBy _by;
    private readonly double _share;
    private readonly int _seed;
    private readonly long _from;

    /// <param name="file">The file; read through for the times where the split is by time.</param>
    /// <param name="by">None holds nothing out.</param>
    /// <param name="share">The share that is held out.</param>
    /// <param name="seed">Other queries for another seed.</param>
    public Split(RankingFile file, SplitBy by, double share, int seed)
    {
        (_by, _share, _seed) = (by, share, seed);
        if (by == SplitBy.Time)
        {
            var times = new List<long>();
            foreach (var query in file.Read())
            {
                times.Add(query.Time ?? throw new BadInputException(
                    $"{file.Path}: query {query.Id} (line {query.Line}) has no time to split by."));
            }

            times.Sort();
            _from = times.Count == 0 ? 0 : times[Math.Clamp((int)((1 - share) * times.Count), 0, times.Count - 1)];
        }
    }

    public bool IsHeldOut(JudgedQuery query) => _by switch
    {
        SplitBy.Time => query.Time >= _from,
        SplitBy.Query => Hash(query.Id) < _share,
        _ => false,
    };

    /// <summary>A number from 0 to 1 that goes with an id and the seed (FNV-1a, mixed).</summary>
    private double Hash(string id)
    {
        var hash = 14695981039346656037UL ^ (uint)_seed;
        foreach (var c in id)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        return ((hash ^ (hash >> 33)) >> 11) * (1.0 / (1UL << 53));
    }
}
