namespace Matching.Chaos.Load;

/// <summary>
/// What became of the writes of one kind, counted as Jepsen's set test does. Safe for concurrent use.
/// </summary>
internal sealed class Tally(string kind)
{
    private long _attempted;
    private long _acknowledged;
    private long _found;
    private long _recovered;

    public string Kind => kind;

    /// <summary>Writes that were begun.</summary>
    public long Attempted => _attempted;

    /// <summary>Writes that were answered with success.</summary>
    public long Acknowledged => _acknowledged;

    /// <summary>Writes that are there at the end.</summary>
    public long Found => _found;

    /// <summary>Writes that are there although nobody ever heard of their success.</summary>
    public long Recovered => _recovered;

    /// <summary>Acknowledged writes that are not there at the end.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>Writes that are there more than once.</summary>
    public List<string> Duplicated { get; } = [];

    /// <summary>What is there without having been written, and answers that no fault excuses.</summary>
    public List<string> Unexpected { get; } = [];

    public void Attempt() => Interlocked.Increment(ref _attempted);

    public void Acknowledge() => Interlocked.Increment(ref _acknowledged);

    /// <summary>Judges one write.</summary>
    /// <param name="times">How often it is there.</param>
    public void Judge(string what, bool wasAcknowledged, int times)
    {
        lock (Lost)
        {
            if (times > 0)
            {
                _found++;
                _recovered += wasAcknowledged ? 0 : 1;
            }
            else if (wasAcknowledged)
            {
                Lost.Add(what);
            }

            if (times > 1)
            {
                Duplicated.Add(what);
            }
        }
    }

    public void Surprise(string what)
    {
        lock (Lost)
        {
            Unexpected.Add(what);
        }
    }
}
