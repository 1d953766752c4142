using Grpc.Core;
using Matching.Hosting;

namespace Hosting.Tests.Requests;

public sealed class PagingTests
{
    [Theory]
    [InlineData(0, 50)]
    [InlineData(1, 1)]
    [InlineData(50, 50)]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1000)]
    [InlineData(int.MaxValue, 1000)]
    public void Clamp_NotNegative_IsStandardOrAtMostTheMaximum(int asked, int expected) =>
        Assert.Equal(expected, PageSize.Clamp(asked, standard: 50, maximum: 1000));

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Clamp_Negative_IsRefused(int asked)
    {
        var failure = Failure.Of(() => PageSize.Clamp(asked, standard: 50, maximum: 1000));

        Assert.Equal((StatusCode.InvalidArgument, "NEGATIVE"), (failure.Code, failure.Reason));
        Assert.Equal(["page_size"], failure.Fields);
    }

    [Fact]
    public void Decode_Empty_IsTheFirstPage() => Assert.Null(PageToken.Decode("", "candidates"));

    [Theory]
    [Seeds(200)]
    public void Decode_WhatWasEncoded_GivesTheKeyBackAndNothingElseDoes(int seed)
    {
        var random = new Random(seed);
        var key = Text(random, 1 + random.Next(40));
        var arguments = Arguments(random);
        var others = Arguments(random);

        var token = PageToken.Encode(key, arguments);

        Assert.Matches("^[A-Za-z0-9_-]+$", token);
        Assert.Equal(key, PageToken.Decode(token, arguments));
        if (!arguments.SequenceEqual(others))
        {
            AssertRefused(token, others);
        }
    }

    [Fact]
    public void Decode_ArgumentsThatOnlyReadAlike_AreRefused()
    {
        AssertRefused(PageToken.Encode("key", "a\u001fb"), "a", "b");
        AssertRefused(PageToken.Encode("key", "a", ""), "a");
        AssertRefused(PageToken.Encode("key", "a", null), "a", "");
        AssertRefused(PageToken.Encode("key", "1"), 1);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("????")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAA")]
    [InlineData("åäö")]
    [InlineData("\u0000")]
    public void Decode_Forged_IsRefused(string token) => AssertRefused(token, "candidates");

    [Fact]
    public void Decode_AMegabyte_IsRefused() => AssertRefused(new string('A', 1 << 20), "candidates");

    private static void AssertRefused(string token, params object?[] arguments)
    {
        var failure = Failure.Of(() => PageToken.Decode(token, arguments));
        Assert.Equal((StatusCode.InvalidArgument, "PAGE_TOKEN_INVALID"), (failure.Code, failure.Reason));
        Assert.Equal(["page_token"], failure.Fields);
    }

    private static object?[] Arguments(Random random) =>
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(4) switch
        {
            0 => null,
            1 => (object)random.Next(3),
            2 => random.Next(2) == 0,
            _ => Text(random, random.Next(4)),
        })];

    private static string Text(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => "abå/\u001f \u20ac1"[random.Next(8)]));
}
