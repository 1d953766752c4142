using System.Buffers;
using Matching.Testing;
using Pipelines.Sockets.Unofficial.Arenas;

namespace StandIns.Tests;

/// <summary>Arenas hand out memory that is nobody else's until they are reset.</summary>
public sealed class ArenaTests
{
    [Theory]
    [Seeds(20)]
    public void Allocations_OfAnyLength_NeverOverlap(int seed)
    {
        var random = new Random(seed);
        using var arena = new Arena<string>(new ArenaOptions(blockSizeBytes: 1 + random.Next(1000)));

        for (var batch = 0; batch < 20; batch++)
        {
            var expected = new List<string[]>();
            var runs = new List<Sequence>();
            for (var i = random.Next(50); i >= 0; i--)
            {
                var values = Enumerable.Range(0, random.Next(4) == 0 ? random.Next(2000) : random.Next(5))
                    .Select(at => $"{batch} {i} {at}").ToArray();
                var run = arena.Allocate(values.Length);
                var to = run.GetEnumerator();
                foreach (var value in values)
                {
                    to.GetNext() = value;
                }

                expected.Add(values);
                runs.Add(run.Untyped());
            }

            for (var i = 0; i < runs.Count; i++)
            {
                var run = runs[i].Cast<string>();
                Assert.Equal(expected[i].Length, run.Length);
                Assert.Equal(expected[i].Length == 0, run.IsEmpty);
                Assert.Equal(expected[i], run.ToArray((in string value) => value));
                var spanned = new List<string>();
                foreach (var span in run.Spans)
                {
                    spanned.AddRange(span);
                }

                Assert.Equal(expected[i], spanned);
            }

            arena.Reset();
        }
    }

    [StandInFact]
    public void Reset_GivesTheSameMemoryAgain_AndLongBatchesDoNotKeepTheirs()
    {
        var allocator = new CountingAllocator();
        using (var arena = new Arena<int>(new ArenaOptions(blockSizeBytes: 400), allocator))
        {
            for (var i = 0; i < 100; i++)
            {
                arena.Allocate(60);
                arena.Reset();
            }

            Assert.Equal((1, 1), (allocator.Taken, allocator.Kept));
            arena.Allocate(1_000_000);
            arena.Reset();
            Assert.Equal(1, allocator.Kept);
            for (var i = 0; i < 100; i++)
            {
                arena.Allocate(60);
                arena.Reset();
            }

            Assert.InRange(allocator.KeptElements, 1, 10_000);
        }

        Assert.Equal(0, allocator.Kept);
    }

    [Fact]
    public void ClearAtReset_OfPlainValues_GivesZeros()
    {
        using var arena = new Arena<int>(new ArenaOptions(ArenaFlags.ClearAtReset));

        arena.Allocate(100).FirstSpan.Fill(7);
        arena.Reset();

        Assert.True(arena.Allocate(100).FirstSpan.IndexOf(7) < 0);
    }

    [StandInFact]
    public void Sequence_Elements_AreReadAndWrittenInPlace()
    {
        using var arena = new Arena<int>();
        var run = arena.Allocate(3);

        run[0] = 1;
        run.FirstSpan[1] = 2;
        var at = run.GetEnumerator();
        Assert.True(at.MoveNext() && at.MoveNext() && at.MoveNext());
        at.Current = 3;
        Assert.False(at.MoveNext());
        var copy = new string[4];
        run.CopyTo(copy, (in int value) => $"{value}");

        Assert.Equal("1 2 3 ", string.Join(' ', copy));
        Assert.Equal([11, 12, 13], run.ToArray((in int value, in int plus) => value + plus, 10));
        Assert.True(run.IsSingleSegment);
        Assert.Throws<ArgumentException>(() => arena.Allocate(3).CopyTo(new string[2], (in int value) => $"{value}"));
        Assert.Throws<IndexOutOfRangeException>(() => arena.Allocate(3)[3]);
        Assert.Throws<InvalidCastException>(() => arena.Allocate(3).Untyped().Cast<long>());
        Assert.Throws<InvalidOperationException>(() =>
        {
            var end = arena.Allocate(0).GetEnumerator();
            return end.GetNext();
        });
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Allocate(-1));
    }

    private sealed class CountingAllocator : Allocator<int>
    {
        public int Taken { get; private set; }

        public int Kept { get; private set; }

        public int KeptElements { get; private set; }

        public override IMemoryOwner<int> Allocate(int length)
        {
            Taken++;
            Kept++;
            KeptElements += length;
            return new Block(this, length);
        }

        private sealed class Block(CountingAllocator allocator, int length) : IMemoryOwner<int>
        {
            public Memory<int> Memory { get; } = new int[length];

            public void Dispose()
            {
                allocator.Kept--;
                allocator.KeptElements -= Memory.Length;
            }
        }
    }
}
