using Matching.Hosting;

namespace Hosting.Tests.Storage;

/// <summary>
/// Random concurrent writes, some of which fail, compared with the same writes done one after another.
/// </summary>
public sealed class DatabasePropertyTests
{
    private const int Writers = 12;
    private const int WritesEach = 60;

    [Theory]
    [Seeds(8)]
    public async Task Write_RandomConcurrentPutsAndFailures_EqualTheSuccessfulOnesInTheirOrder(int seed)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("things.db");
        List<Thing> expected;
        await using (var database = await Things.OpenAsync(path))
        {
            var kept = await Task.WhenAll(Enumerable.Range(0, Writers).Select(
                writer => Task.Run(() => WriteAsync(database, new Random(seed * 1000 + writer)))));
            var inOrder = kept.SelectMany(things => things).OrderBy(thing => thing.Sequence).ToList();
            expected = [.. inOrder.GroupBy(thing => thing.Name).Select(group => group.Last())
                .OrderBy(thing => thing.Sequence)];

            Assert.Equal(
                Enumerable.Range(1, inOrder.Count).Select(i => (long)i), inOrder.Select(thing => thing.Sequence));
            Assert.Equal(expected, await database.AllAsync());
            Assert.Equal(inOrder.Count, await database.CounterAsync());
        }

        await using var reopened = await Things.OpenAsync(path);
        Assert.Equal(expected, await reopened.AllAsync());
    }

    private static async Task<List<Thing>> WriteAsync(Database database, Random random)
    {
        var kept = new List<Thing>();
        for (var i = 0; i < WritesEach; i++)
        {
            var puts = Enumerable.Range(0, random.Next(1, 4))
                .Select(_ => ($"thing{random.Next(40)}", $"{random.Next()}")).ToList();
            var fails = random.Next(3) == 0;
            var done = new List<Thing>();
            try
            {
                await database.WriteAsync(
                    async write =>
                    {
                        foreach (var (name, value) in puts)
                        {
                            done.Add(new Thing(name, value, await Things.PutAsync(write, name, value)));
                        }

                        return fails ? throw new InvalidOperationException("on purpose") : true;
                    },
                    CancellationToken.None);
                kept.AddRange(done);
            }
            catch (InvalidOperationException) when (fails)
            {
                // Nothing of it may be seen later.
            }
        }

        return kept;
    }
}
