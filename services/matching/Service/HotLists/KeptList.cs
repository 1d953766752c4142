using System.Buffers.Binary;
using Matching.Fit;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// A ranked list as it is kept: what became of each document, the state of the shelf that it was made of, and the time
/// in which it holds. Little-endian: a head, then 24 bytes for each ranked document, 25 for a near miss and 17 for what
/// was kept out.
/// </summary>
internal readonly struct KeptList
{
    /// <summary>A list of more documents is not kept: it would be 1.5 MB.</summary>
    public const int MaximumDocuments = 60_000;

    private const byte Version = 1;
    private const int HeadBytes = 1 + 16 + 4 + 8 + 8 + 4 + 4 + 4;
    private const int KeyBytes = 16;
    private const int RankedBytes = KeyBytes + 8;
    private const int NearMissBytes = RankedBytes + 1;
    private const int KeptOutBytes = KeyBytes + 1;

    private static readonly int Gates = Enum.GetValues<GateType>().Length;

    private readonly byte[] _bytes;

    private KeptList(byte[] bytes) => _bytes = bytes;

    /// <summary>The state of the shelf; see <see cref="ShelfState"/>.</summary>
    public UInt128 State => BinaryPrimitives.ReadUInt128LittleEndian(_bytes.AsSpan(1));

    public HoldingTime Holds => new()
    {
        Day = Int32(17),
        From = BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(21)),
        Until = BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(29)),
    };

    public int RankedCount => Int32(37);

    public int NearMissCount => Int32(41);

    public int KeptOutCount => Int32(45);

    /// <summary>Writes a list; null where it is too long to be kept.</summary>
    public static byte[]? Write<TEntry>(UInt128 state, in HoldingTime holds, Outcomes<TEntry> outcomes)
        where TEntry : class, IEntry
    {
        if (outcomes.Count > MaximumDocuments)
        {
            return null;
        }

        var bytes = new byte[LengthOf(outcomes.Ranked.Count, outcomes.NearMisses.Count, outcomes.KeptOut.Count)];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(1), state);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(17), holds.Day);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(21), holds.From);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(29), holds.Until);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(37), outcomes.Ranked.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(41), outcomes.NearMisses.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(45), outcomes.KeptOut.Count);
        var rest = bytes.AsSpan(HeadBytes);
        foreach (var item in outcomes.Ranked)
        {
            item.Entry.Key.TryWriteBytes(rest);
            BinaryPrimitives.WriteDoubleLittleEndian(rest[KeyBytes..], item.Score);
            rest = rest[RankedBytes..];
        }

        foreach (var (item, gate) in outcomes.NearMisses)
        {
            item.Entry.Key.TryWriteBytes(rest);
            BinaryPrimitives.WriteDoubleLittleEndian(rest[KeyBytes..], item.Score);
            rest[RankedBytes] = (byte)gate;
            rest = rest[NearMissBytes..];
        }

        foreach (var (key, gate) in outcomes.KeptOut)
        {
            key.TryWriteBytes(rest);
            rest[KeyBytes] = (byte)gate;
            rest = rest[KeptOutBytes..];
        }

        return bytes;
    }

    /// <summary>Takes bytes for a list; false where they are none, whatever they are.</summary>
    public static bool TryRead(byte[] bytes, out KeptList list)
    {
        list = new KeptList(bytes);
        return bytes.Length >= HeadBytes
            && bytes[0] == Version
            && IsCount(list.RankedCount) && IsCount(list.NearMissCount) && IsCount(list.KeptOutCount)
            && bytes.Length == LengthOf(list.RankedCount, list.NearMissCount, list.KeptOutCount);

        static bool IsCount(int count) => count is >= 0 and <= MaximumDocuments;
    }

    /// <summary>
    /// The outcomes without those of some documents; null where a document is not on the shelf or nothing that a list
    /// says. To be called while the shelf may be looked at.
    /// </summary>
    public Outcomes<TEntry>? Without<TEntry>(HashSet<Guid> changed, Shelf<TEntry> shelf)
        where TEntry : class, IEntry
    {
        var outcomes = new Outcomes<TEntry>
        {
            Ranked = new List<Scored<TEntry>>(RankedCount),
            KeptOut = new List<(Guid, GateType)>(KeptOutCount),
        };
        var rest = _bytes.AsSpan(HeadBytes);
        for (var i = 0; i < RankedCount; i++, rest = rest[RankedBytes..])
        {
            if (!IsChanged(rest))
            {
                if (Find(rest) is not { } item)
                {
                    return null;
                }

                outcomes.Ranked.Add(item);
            }
        }

        for (var i = 0; i < NearMissCount; i++, rest = rest[NearMissBytes..])
        {
            if (!IsChanged(rest))
            {
                if (Find(rest) is not { } item || rest[RankedBytes] >= Gates)
                {
                    return null;
                }

                outcomes.NearMisses.Add((item, (GateType)rest[RankedBytes]));
            }
        }

        for (var i = 0; i < KeptOutCount; i++, rest = rest[KeptOutBytes..])
        {
            if (!IsChanged(rest))
            {
                if (rest[KeyBytes] >= Gates)
                {
                    return null;
                }

                outcomes.KeptOut.Add((new Guid(rest[..KeyBytes]), (GateType)rest[KeyBytes]));
            }
        }

        return outcomes;

        bool IsChanged(ReadOnlySpan<byte> at) => changed.Count > 0 && changed.Contains(new Guid(at[..KeyBytes]));

        Scored<TEntry>? Find(ReadOnlySpan<byte> at)
        {
            var score = BinaryPrimitives.ReadDoubleLittleEndian(at[KeyBytes..]);
            return double.IsFinite(score) && shelf.Find(new Guid(at[..KeyBytes])) is { } entry
                ? new Scored<TEntry>(entry, score, entry.Recency)
                : null;
        }
    }

    private static int LengthOf(int ranked, int nearMisses, int keptOut) =>
        HeadBytes + ranked * RankedBytes + nearMisses * NearMissBytes + keptOut * KeptOutBytes;

    private int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at));
}

/// <summary>
/// The time in which nothing about a list changes by time alone: within one day in Sweden, between two moments at which
/// an opening opens or closes.
/// </summary>
internal record struct HoldingTime
{
    /// <summary>The number of the day in Sweden.</summary>
    public int Day { get; init; }

    /// <summary>In ticks of UTC; included.</summary>
    public long From { get; set; }

    /// <summary>In ticks of UTC; not included.</summary>
    public long Until { get; set; }

    /// <summary>The whole day that a moment lies in.</summary>
    public static HoldingTime Around(DateTimeOffset now) => new()
    {
        Day = Sweden.DayOf(now).DayNumber,
        From = long.MinValue,
        Until = long.MaxValue,
    };

    public readonly bool Includes(DateTimeOffset now) =>
        Day == Sweden.DayOf(now).DayNumber && now.UtcTicks >= From && now.UtcTicks < Until;

    /// <summary>Ends it at the moments nearest to now at which an opening opens or closes.</summary>
    public void Narrow(Opening opening, DateTimeOffset now)
    {
        Split(opening.OpenFrom?.UtcTicks, now.UtcTicks);
        Split(opening.OpenUntil?.UtcTicks, now.UtcTicks);

        // The last moment to apply is one at which it is open.
        Split(opening.Deadline?.UtcTicks + 1, now.UtcTicks);
    }

    private void Split(long? moment, long now)
    {
        if (moment > now)
        {
            Until = Math.Min(Until, moment.Value);
        }
        else if (moment is { } past)
        {
            From = Math.Max(From, past);
        }
    }
}
