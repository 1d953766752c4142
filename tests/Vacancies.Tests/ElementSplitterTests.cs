using System.Text;
using Matching.Vacancies.Import;

namespace Matching.Vacancies.Tests;

public sealed class ElementSplitterTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \r\n\t", "")]
    [InlineData("[]", "")]
    [InlineData("""[{"a":1},{"a":2}]""", """{"a":1} {"a":2}""")]
    [InlineData("\uFEFF[ {\"a\":1} ,\n{\"a\":2} ]\n", """{"a":1} {"a":2}""")]
    [InlineData("{\"a\":1}\n\n{\"a\":2}\r\n", """{"a":1} {"a":2}""")]
    [InlineData("""{"a":1}{"a":2} {"a":3}""", """{"a":1} {"a":2} {"a":3}""")]
    [InlineData("""[{"a":1}][{"a":2}]""", """{"a":1} {"a":2}""")]
    [InlineData("{\"a\":1},\n{\"a\":2},\n", """{"a":1} {"a":2}""")]
    [InlineData("""{"a":"}{][\"\\"}""", """{"a":"}{][\"\\"}""")]
    public void Read_GoodBodies_GivesEveryObject(string body, string expected) => Check(body, expected);

    // A fault stands as its reason and its index.
    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":\n{\"a\":3}", "{\"a\":1} MALFORMED_JSON@1 {\"a\":3}")]
    [InlineData("{\"a\":\"x\n{\"a\":2}\noops\n{\"a\":4}", "MALFORMED_JSON@0 {\"a\":2} MALFORMED_JSON@2 {\"a\":4}")]
    [InlineData("{\"a\":tru}\n{\"a\":2}", "MALFORMED_JSON@0 {\"a\":2}")]
    [InlineData("{\"a\":tru}{\"a\":2}", "MALFORMED_JSON@0 {\"a\":2}")]
    [InlineData("{\"a\":1}}\n{\"a\":2}", "{\"a\":1} MALFORMED_JSON@1 {\"a\":2}")]
    [InlineData("{\n  \"a\": [\n    {\"b\" 1}\n  ]\n}\n{\"a\":2}", "MALFORMED_JSON@0 {\"a\":2}")]
    [InlineData("null\n5\n\"x\"\n{\"a\":2}", "NOT_AN_OBJECT@0 NOT_AN_OBJECT@1 NOT_AN_OBJECT@2 {\"a\":2}")]
    [InlineData("""[{"a":1},{"a":NaN},{"a":3}]""", """{"a":1} MALFORMED_JSON@1 {"a":3}""")]
    [InlineData("""[{"a":1},null,[{"b":1}],"x,y]",7,{"a":3}]""", """{"a":1} NOT_AN_OBJECT@1 NOT_AN_OBJECT@2 NOT_AN_OBJECT@3 NOT_AN_OBJECT@4 {"a":3}""")]
    [InlineData("[\n{\"a\":1},\n{\"a\":\"x\n,{\"a\":3}\n]", "{\"a\":1} MALFORMED_JSON@1 {\"a\":3}")]
    [InlineData("[\n  {\n    \"a\": [\n      {\"b\":1},\n  {\n    \"a\": 2\n  }\n]", "MALFORMED_JSON@0 {\n    \"a\": 2\n  }")]
    [InlineData("""[{"a":1},{"a":""", """{"a":1} MALFORMED_JSON@1""")]
    [InlineData("""[{"a":1},""", """{"a":1} ARRAY_NOT_CLOSED@1""")]
    public void Read_BrokenBodies_LosesOnlyWhatIsBroken(string body, string expected) => Check(body, expected);

    [Fact]
    public void Read_TooLargeOrTooDeep_GoesOnAfterIt()
    {
        var large = $$"""{"a":"{{new string('x', 5_000)}}"}""";
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100);
        var body = $$"""[{"a":1},{{large}},{{deep}},{"a":4}]""";

        Check(body, """{"a":1} ELEMENT_TOO_LARGE@1 TOO_DEEP@2 {"a":4}""", maxElementBytes: 2_000);
        Check(body[1..^1].Replace("},{", "}\n{", StringComparison.Ordinal), """{"a":1} ELEMENT_TOO_LARGE@1 TOO_DEEP@2 {"a":4}""", 2_000);
    }

    [Fact]
    public void Read_LongStringInSmallPieces_TakesTimeInLineWithItsLength()
    {
        var element = Encoding.UTF8.GetBytes($$"""{"a":"{{new string('x', 4_000_000)}}"}""");
        var splitter = new ElementSplitter();

        for (var i = 0; i < element.Length; i += 64)
        {
            splitter.Append(element.AsSpan(i, Math.Min(64, element.Length - i)));
            Assert.False(splitter.TryRead(out _) && i + 64 < element.Length);
        }

        splitter.Complete();
        splitter.TryRead(out var last);
        Assert.Equal(element.Length, last.Json.Length);
    }

    private static void Check(string body, string expected, int maxElementBytes = ElementSplitter.StandardMaxElementBytes)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        foreach (var step in new[] { 1, 2, 3, 7, 64, Math.Max(1, bytes.Length) })
        {
            Assert.Equal(expected, string.Join(' ', Split(bytes, step, maxElementBytes)));
        }
    }

    private static List<string> Split(byte[] body, int step, int maxElementBytes)
    {
        var splitter = new ElementSplitter(maxElementBytes);
        var found = new List<string>();
        for (var i = 0; i < body.Length; i += step)
        {
            splitter.Append(body.AsSpan(i, Math.Min(step, body.Length - i)));
            Drain();
        }

        splitter.Complete();
        Drain();
        return found;

        void Drain()
        {
            while (splitter.TryRead(out var element))
            {
                found.Add(element.Fault is null ? Encoding.UTF8.GetString(element.Json.Span) : $"{element.Fault}@{element.Index}");
            }
        }
    }
}
