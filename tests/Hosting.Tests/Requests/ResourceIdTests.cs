using Grpc.Core;
using Matching.Hosting;

namespace Hosting.Tests.Requests;

public sealed class ResourceIdTests
{
    private const string Id = "019aa0c8-6f00-7abc-8def-0123456789ab";

    [Theory]
    [InlineData($"candidates/{Id}")]
    [InlineData("candidates/019AA0C8-6F00-7ABC-8DEF-0123456789AB")]
    public void Parse_AName_GivesItsIdInLowerCase(string name) =>
        Assert.Equal(Id, ResourceId.Parse(name, "candidates", "name"));

    [Theory]
    [InlineData("")]
    [InlineData("candidates")]
    [InlineData("candidates/")]
    [InlineData(Id)]
    [InlineData($"households/{Id}")]
    [InlineData($"candidates{Id}")]
    [InlineData($"/candidates/{Id}")]
    [InlineData($"candidates/{Id}/")]
    [InlineData($"candidates/{Id}/x")]
    [InlineData($"candidates/ {Id}")]
    [InlineData($"candidates/{Id} ")]
    [InlineData($"candidates/{{{Id}}}")]
    [InlineData("candidates/019aa0c86f007abc8def0123456789ab")]
    [InlineData("candidates/0x9aa0c8-6f00-7abc-8def-0123456789ab")]
    [InlineData("candidates/-")]
    [InlineData("candidates/%")]
    public void Parse_AnythingElse_IsRefused(string name)
    {
        var failure = Failure.Of(() => ResourceId.Parse(name, "candidates", "candidate.name"));

        Assert.Equal((StatusCode.InvalidArgument, "NAME_INVALID"), (failure.Code, failure.Reason));
        Assert.Equal(["candidate.name"], failure.Fields);
    }

    [Fact]
    public void New_LaterOnTheClock_SortsLater()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));
        var ids = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            ids.Add(ResourceId.New(clock));
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(ids, ids.Order(StringComparer.Ordinal));
        Assert.All(ids, id => Assert.Equal(7, Guid.Parse(id).Version));
    }

    [Theory]
    [InlineData("2026-11-20", true)]
    [InlineData("2024-02-29", true)]
    [InlineData("2026-02-29", false)]
    [InlineData("2026-1-2", false)]
    [InlineData("20261120", false)]
    [InlineData("2026-11-20T00:00:00Z", false)]
    [InlineData(" 2026-11-20", false)]
    [InlineData("", false)]
    [InlineData("imorgon", false)]
    public void IsoDate_ADayOfTheCalendar_IsRead(string text, bool expected) =>
        Assert.Equal(expected, IsoDate.TryParse(text, out _));

    [Fact]
    public void Etag_OfAnotherVersion_Aborts()
    {
        Etag.Check("", 3, "candidates/1");
        Etag.Check(Etag.Of(3), 3, "candidates/1");

        var failure = Failure.Of(() => Etag.Check(Etag.Of(2), 3, "candidates/1"));

        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), (failure.Code, failure.Reason));
        Assert.Equal("candidates/1", failure.Metadata["resource"]);
    }
}
