using Matching.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Hosting.Tests.Time;

public sealed class ClockTests : IDisposable
{
    private readonly CollectedLog _log = new();

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void From_NotSet_IsTheSystemsClock(string? text)
    {
        Assert.Same(TimeProvider.System, From(text));
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData("2020-02-20T12:00:00+01:00", "2020-02-20T11:00:00Z")]
    [InlineData("2020-02-20T12:00:00Z", "2020-02-20T12:00:00Z")]
    [InlineData("2020-02-20T12:00+01:00", "2020-02-20T11:00:00Z")]
    [InlineData("2020-02-20T12:00:00.250-05:00", "2020-02-20T17:00:00.250Z")]
    public void From_ATime_StartsThereRunsOnAndSaysSo(string text, string expected)
    {
        var started = TimeProvider.System.GetTimestamp();
        var clock = From(text);

        var first = clock.GetUtcNow();
        var second = clock.GetUtcNow();
        var elapsed = TimeProvider.System.GetElapsedTime(started);

        var start = DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(first, start, start + elapsed);
        Assert.InRange(second, first, start + elapsed);
        Assert.Equal(TimeSpan.Zero, first.Offset);
        var said = Assert.Single(_log.Lines);
        Assert.Equal(LogLevel.Warning, said.Level);
        Assert.Contains("REPLAY", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_ATime_PassesAsFastAsRealTime()
    {
        var clock = From("2020-02-20T12:00:00Z");
        var first = clock.GetUtcNow();

        Assert.True(SpinWait.SpinUntil(
            () => clock.GetUtcNow() > first + TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData("2020-02-20T12:00:00")]
    [InlineData("2020-02-20")]
    [InlineData("12:00")]
    [InlineData("20/2/2020 12:00 +01:00")]
    [InlineData("2020-02-30T12:00:00+01:00")]
    [InlineData("yesterday")]
    [InlineData("1582200000")]
    public void From_NotATimeWithOffset_FailsTheStartAndSaysHow(string text)
    {
        var error = Assert.Throws<InvalidOperationException>(() => From(text));

        Assert.Contains($"CLOCK={text}", error.Message, StringComparison.Ordinal);
        Assert.Contains("2020-02-28T12:00:00+01:00", error.Message, StringComparison.Ordinal);
    }

    private TimeProvider From(string? text) => Clock.From(
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal) { [Clock.Key] = text }).Build(),
        _log);
}
