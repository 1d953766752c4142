using System.Globalization;

namespace Matching.Suite.Demo;

/// <summary>How far a filling is; written by those who fill, read by the screen.</summary>
internal sealed class FillProgress
{
    public Part Openings { get; } = new("Openings");

    public Part Candidates { get; } = new("Candidates");

    public Part Others { get; } = new("Households and needs");

    public Part Index { get; } = new("Index");

    public IReadOnlyList<Part> Parts => [Openings, Candidates, Others, Index];

    /// <summary>What was filled in, in one sentence; set at the end.</summary>
    public string Summary { get; set; } = "";

    public void Summarize(long openings, int validations, TimeSpan elapsed, IReadOnlyCollection<string> unknown)
    {
        Summary = string.Create(
            CultureInfo.InvariantCulture,
            $"Demo region: {openings:N0} openings, {Candidates.Total:N0} candidates with {validations:N0} validation "
                + $"results, and {Others.Total:N0} households and needs, in {elapsed.TotalSeconds:0.0} s.");
        if (unknown.Count > 0)
        {
            Summary += $" Left out because this taxonomy does not know them: {string.Join(", ", unknown)}.";
        }
    }

    /// <summary>One of the things that are filled in.</summary>
    internal sealed class Part(string name)
    {
        private long _done;
        private long _total;

        public string Name => name;

        public long Total
        {
            get => Volatile.Read(ref _total);
            set => Volatile.Write(ref _total, value);
        }

        public double Share => Total == 0 ? 0 : Math.Min(1, (double)Interlocked.Read(ref _done) / Total);

        public void Add(long count) => Interlocked.Add(ref _done, count);
    }
}
