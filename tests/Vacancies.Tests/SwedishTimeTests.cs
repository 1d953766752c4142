using System.Globalization;

namespace Matching.Vacancies.Tests;

public sealed class SwedishTimeTests
{
    [Theory]
    [InlineData("2020-02-27T13:14:45", "2020-02-27T12:14:45Z")]
    [InlineData("2020-07-27T13:14:45", "2020-07-27T11:14:45Z")]
    [InlineData("2020-07-27 13:14", "2020-07-27T11:14:00Z")]
    [InlineData("2020-03-29T02:30:00", "2020-03-29T01:30:00Z")] // skipped by the clock
    [InlineData("2020-10-25T02:30:00", "2020-10-25T01:30:00Z")] // came twice
    [InlineData("2020-02-27T13:14:45Z", "2020-02-27T13:14:45Z")]
    [InlineData("2020-02-27T13:14:45.123+02:00", "2020-02-27T11:14:45.123Z")]
    [InlineData("2020-03-28", "2020-03-28T22:59:59Z")]
    public void TryParse_Times_AreSwedishWithoutAnOffset(string text, string expected)
    {
        Assert.True(SwedishTime.TryParse(text, endOfDay: true, out var time));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("snarast")]
    [InlineData("28/3 2020")]
    [InlineData("2020-13-01T00:00:00")]
    [InlineData("0001-01-01T00:00:00")]
    [InlineData("9999-12-31T23:59:59")]
    [InlineData("1582815595734")]
    public void TryParse_AnythingElse_Fails(string text) => Assert.False(SwedishTime.TryParse(text, endOfDay: false, out _));
}
