using Matching.Gateway.Portal;

namespace Portal.Tests;

public sealed class SnapshotTests
{
    [Fact]
    public async Task Nothing_IsNotKept_AndSomethingIs()
    {
        var reads = 0;
        using var snapshot = new Snapshot<int[]>(
            _ => Task.FromResult(new int[reads++]), found => found.Length == 0, TimeSpan.FromHours(1), TimeProvider.System);

        Assert.Empty(await snapshot.GetAsync(CancellationToken.None));
        var found = await snapshot.GetAsync(CancellationToken.None);

        Assert.Single(found);
        Assert.Same(found, await snapshot.GetAsync(CancellationToken.None));
        Assert.Equal(2, reads);
    }
}
