using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Sampler;
using Google.Protobuf.WellKnownTypes;

namespace Gateway.Tests.Transcoding;

/// <summary>The rules of google/api/http.proto for what path, query and body give, one by one.</summary>
public sealed class MappingTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    [Theory]
    [InlineData("a%2Fb%2fc", "a/b/c")]
    [InlineData("a+b%2Bc", "a+b+c")]
    [InlineData("%C3%A5%20%3A%25", "å :%")]
    [InlineData("a:b:c", "a:b:c")]
    public async Task Path_SingleSegment_IsDecodedWhole(string segment, string value)
    {
        var (_, json) = await gateway.SendAsync(HttpMethod.Get, $"/s/int/1/text/{segment}");

        Assert.Equal(value, (string?)json["text"]);
    }

    [Theory]
    [InlineData("folders/a/files/b%2Fc/d", "folders/a/files/b%2Fc/d")]
    [InlineData("folders/a%2fb/files/c", "folders/a%2fb/files/c")]
    [InlineData("folders/%C3%A5/files/a%20b%3Ac", "folders/å/files/a b:c")]
    [InlineData("folders/a/files", "folders/a/files")]
    public async Task Path_SeveralSegments_KeepEncodedSlashes(string segments, string value)
    {
        var (_, json) = await gateway.SendAsync(HttpMethod.Get, $"/s/files/{segments}");

        Assert.Equal(value, (string?)json["inner"]!["name"]);
    }

    [Theory]
    [InlineData("/s/int/1/text/%ff")]
    [InlineData("/s/int/1/text/%c3")]
    [InlineData("/s/int/1/text/%zz")]
    [InlineData("/s/int/1/text/%4")]
    public async Task Path_NotPercentEncodedUtf8_IsRefused(string path)
    {
        var asItStands = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        Assert.True(Uri.TryCreate(gateway.HttpAddress.ToString().TrimEnd('/') + path, asItStands, out var address));

        var (status, json) = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, address));

        Assert.Equal((HttpStatusCode.BadRequest, "text"), (status, (string?)json["errors"]![0]!["field"]));
    }

    [Theory]
    [InlineData("/s/get/")]
    [InlineData("/s//get")]
    [InlineData("/s/files/folders/a/files/")]
    public async Task Path_EmptySegment_IsUnknown(string path)
    {
        var (status, _) = await gateway.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task Body_FieldThatThePathGivesToo_ThePathWins()
    {
        var (status, json) = await gateway.SendAsync(
            HttpMethod.Patch, "/s/both/path/inner", """{"text":"body","inner":{"name":"body","number":7},"int32Value":3}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("path", "inner"), ((string?)json["text"], (string?)json["inner"]!["name"]));
        Assert.Equal((7, 3), ((int)json["inner"]!["number"]!, (int)json["int32Value"]!));
    }

    [Theory]
    [InlineData("/s/post?text=x", "text")]
    [InlineData("/s/x/inner?inner.number=1", "inner.number")]
    [InlineData("/s/x/inner?text=y", "text")]
    public async Task Query_FieldThatPathOrBodyGive_IsRefused(string path, string field)
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Post, path, "{}");

        Assert.Equal((HttpStatusCode.BadRequest, field), (status, (string?)json["errors"]![0]!["field"]));
    }

    [Theory]
    [InlineData("otherName=x")]
    [InlineData("spelled_otherwise=x")]
    [InlineData("other%4eame=x")]
    public async Task Query_JsonNameAndProtoName_AreTheSameField(string query)
    {
        var (_, json) = await gateway.SendAsync(HttpMethod.Get, $"/s/get?{query}");

        Assert.Equal("x", (string?)json["otherName"]);
    }

    [Theory]
    [InlineData("spelledOtherwise=x", "spelledOtherwise", "UNKNOWN_FIELD")]
    [InlineData("inner=x", "inner", "WRONG_TYPE")]
    [InlineData("inners=x", "inners", "WRONG_TYPE")]
    [InlineData("inners.name=x", "inners.name", "UNKNOWN_FIELD")]
    [InlineData("counts=x", "counts", "WRONG_TYPE")]
    [InlineData("counts.a=1", "counts.a", "UNKNOWN_FIELD")]
    [InlineData("counts%5Ba%5D=1", "counts[a]", "UNKNOWN_FIELD")]
    [InlineData("struct=x", "struct", "WRONG_TYPE")]
    [InlineData("any=x", "any", "WRONG_TYPE")]
    [InlineData("empty=x", "empty", "WRONG_TYPE")]
    [InlineData("time.seconds=1", "time.seconds", "UNKNOWN_FIELD")]
    [InlineData("boolValue=1", "bool_value", "INVALID_VALUE")]
    [InlineData("boolValue=TRUE", "bool_value", "INVALID_VALUE")]
    [InlineData("colour=COLOUR_PLAID", "colour", "INVALID_VALUE")]
    [InlineData("bytesValue=*", "bytes_value", "INVALID_VALUE")]
    [InlineData("int32Value=1.5", "int32_value", "INVALID_VALUE")]
    [InlineData("doubleValue=1e400", "double_value", "INVALID_VALUE")]
    [InlineData("mask=a%20b", "mask", "INVALID_VALUE")]
    [InlineData("text=%ff", "text", "INVALID_VALUE")]
    [InlineData("%ff=1", "query", "MALFORMED_QUERY")]
    [InlineData("text=a&text=b", "text", "DUPLICATE_FIELD")]
    [InlineData("choiceText=a&choiceFlag=true", "choice_flag", "DUPLICATE_FIELD")]
    [InlineData("choiceInner.name=a&choiceText=b", "choice_text", "DUPLICATE_FIELD")]
    [InlineData("numbers=1&numbers=x", "numbers[1]", "INVALID_VALUE")]
    public async Task Query_WhatItCannotSay_IsRefusedByName(string query, string field, string reason)
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Get, $"/s/get?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal((field, reason), ((string?)json["errors"]![0]!["field"], (string?)json["reason"]));
    }

    [Fact]
    public async Task Query_ChoiceBesideTheOneOfThePathOrBody_IsRefused()
    {
        var (path, _) = await gateway.SendAsync(HttpMethod.Get, "/s/choice/x?choiceFlag=true");
        var (body, json) = await gateway.SendAsync(HttpMethod.Post, "/s/chosen?choiceFlag=true", """{"name":"x"}""");
        var (without, _) = await gateway.SendAsync(HttpMethod.Post, "/s/chosen?choiceFlag=true");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.OK), (path, body, without));
        Assert.Equal("choice_flag", (string?)json["errors"]![0]!["field"]);
    }

    [Fact]
    public async Task Query_TwoFieldsOfOneChoice_AreOneChoice()
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Get, "/s/get?choiceInner.name=a&choiceInner.number=2");

        Assert.Equal((HttpStatusCode.OK, "a", 2), (status, (string?)json["choiceInner"]!["name"], (int)json["choiceInner"]!["number"]!));
    }

    [Fact]
    public async Task Query_ListInBothSpellings_IsOneList()
    {
        await gateway.SendAsync(HttpMethod.Get, "/s/get?colours=COLOUR_RED&colours=-1&wrappers=5&truths=true&truths=false&fixeds=-3&fixeds=4");

        var request = gateway.Record.Last<Everything>();
        Assert.Equal([1, -1], request.Colours.Select(colour => (int)colour));
        Assert.Equal([5L], request.Wrappers);
        Assert.Equal([true, false], request.Truths);
        Assert.Equal([-3L, 4L], request.Fixeds);
    }

    [Theory]
    [InlineData("-_8", new byte[] { 0xfb, 0xff })]
    [InlineData("%2B%2F8%3D", new byte[] { 0xfb, 0xff })]
    [InlineData("AQ==", new byte[] { 1 })]
    [InlineData("", new byte[0])]
    public async Task Query_Bytes_AreBase64OfEitherAlphabet(string text, byte[] value)
    {
        await gateway.SendAsync(HttpMethod.Get, $"/s/get?bytesValue={text}");

        Assert.Equal(value, gateway.Record.Last<Everything>().BytesValue.ToByteArray());
    }

    [Fact]
    public async Task Query_ThatNestsWithoutEnd_IsRefused()
    {
        var (status, json) = await gateway.SendAsync(
            HttpMethod.Get, $"/s/get?{string.Concat(Enumerable.Repeat("inner.", 2_000))}name=x");

        Assert.Equal((HttpStatusCode.BadRequest, "UNKNOWN_FIELD"), (status, (string?)json["reason"]));
    }

    [Fact]
    public async Task Query_TooManyParameters_IsRefused()
    {
        var (status, json) = await gateway.SendAsync(
            HttpMethod.Get, $"/s/get?{string.Join('&', Enumerable.Repeat("numbers=1", 1_001))}");

        Assert.Equal((HttpStatusCode.BadRequest, "TOO_MANY_PARAMETERS"), (status, (string?)json["reason"]));
    }

    [Theory]
    [InlineData("POST", "/s/map", """{"a":"1","ö":"-2"}""")]
    [InlineData("POST", "/s/number", "\"9007199254740993\"")]
    [InlineData("POST", "/s/time", "\"2026-01-31T08:00:00.123456789Z\"")]
    [InlineData("POST", "/s/value", """{"a":[1.5,"x",null,true,{}]}""")]
    [InlineData("POST", "/s/value", "null")]
    [InlineData("PUT", "/s/list", """["a","","b"]""")]
    [InlineData("PUT", "/s/list", "[]")]
    public async Task Body_OneField_IsItsJsonAloneBothWays(string method, string path, string body)
    {
        using var response = await gateway.SendRawAsync(new HttpMethod(method), path, body);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(text)), text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    public async Task Body_NothingInIt_IsAnEmptyMessageOrAMistake(string body)
    {
        var (status, _) = await gateway.SendAsync(HttpMethod.Post, "/s/x/inner", body);

        Assert.Equal(body == " " ? HttpStatusCode.BadRequest : HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Body_ByteOrderMark_IsSkipped()
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Post, "/s/post", "\uFEFF{\"text\":\"x\"}");

        Assert.Equal((HttpStatusCode.OK, "x"), (status, (string?)json["text"]));
    }

    [Fact]
    public async Task Answer_PresenceIsKept()
    {
        var (_, unset) = await gateway.SendAsync(HttpMethod.Post, "/s/post", "{}");
        var (_, set) = await gateway.SendAsync(
            HttpMethod.Post, "/s/post", """{"optionalNumber":0,"stringWrapper":"","empty":{},"choiceText":"","value":null,"nothing":null}""");

        foreach (var name in new[] { "optionalNumber", "stringWrapper", "empty", "choiceText", "value" })
        {
            Assert.False(unset.AsObject().ContainsKey(name));
            Assert.True(set.AsObject().ContainsKey(name));
        }

        // Always there, as its default.
        Assert.Equal(("", 0, "0"), ((string?)unset["text"], (int)unset["int32Value"]!, (string?)unset["int64Value"]));
        Assert.Equal("COLOUR_UNSPECIFIED", (string?)unset["colour"]);
        Assert.Empty(unset["texts"]!.AsArray());
        Assert.Empty(unset["counts"]!.AsObject());
        Assert.Equal(Value.ForNull(), gateway.Record.Last<Everything>().Value);
    }
}
