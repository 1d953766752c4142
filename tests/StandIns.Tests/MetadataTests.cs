using Grpc.Core;

namespace StandIns.Tests;

/// <summary>The rules of keys and values.</summary>
public sealed class MetadataTests
{
    [Theory]
    [InlineData("x-request-id", "x-request-id")]
    [InlineData("X-Request-Id", "x-request-id")]
    [InlineData("a.b_c-0", "a.b_c-0")]
    public void Key_OfAllowedCharacters_IsLowered(string key, string expected) =>
        Assert.Equal(expected, new Metadata.Entry(key, "").Key);

    [Theory]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData(":path")]
    [InlineData("a/b")]
    [InlineData("nyckelö")]
    [InlineData("İ")]
    [InlineData("a\n")]
    public void Key_OfOtherCharacters_Throws(string key)
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "value"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key + "-bin", [1]));
    }

    [Fact]
    public void Key_Empty_IsTaken() => Assert.Equal("", new Metadata.Entry("", "value").Key);

    [Fact]
    public void Key_ThatDoesNotFitTheValue_Throws()
    {
        Assert.Throws<ArgumentException>(() => new Metadata { { "data-bin", "text" } });
        Assert.Throws<ArgumentException>(() => new Metadata { { "DATA-BIN", "text" } });
        Assert.Throws<ArgumentException>(() => new Metadata { { "data", [1, 2] } });
    }

    [Fact]
    public void Null_KeyOrValue_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry(null!, "value"));
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("key", (string)null!));
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("key-bin", (byte[])null!));
        Assert.Throws<ArgumentNullException>(() => new Metadata().Add(null!));
    }

    [Fact]
    public void Entry_OfBytes_KeepsItsOwnCopy()
    {
        byte[] bytes = [1, 2, 3];
        var entry = new Metadata.Entry("key-bin", bytes);

        bytes[0] = 9;
        entry.ValueBytes[1] = 9;

        Assert.True(entry.IsBinary);
        Assert.Equal<byte>([1, 2, 3], entry.ValueBytes);
        Assert.Throws<InvalidOperationException>(() => entry.Value);
    }

    [Fact]
    public void Entry_OfText_GivesItsBytes()
    {
        var entry = new Metadata.Entry("key", "text");

        Assert.False(entry.IsBinary);
        Assert.Equal("text", entry.Value);
        Assert.Equal("text"u8.ToArray(), entry.ValueBytes);
    }

    [Fact]
    public void Get_RepeatedKey_GivesTheLast()
    {
        var metadata = new Metadata { { "key", "1" }, { "other", "x" }, { "KEY", "2" }, { "key-bin", [3] } };

        Assert.Equal("2", metadata.GetValue("key"));
        Assert.Equal("2", metadata.Get("Key")!.Value);
        Assert.Equal(["1", "2"], metadata.GetAll("key").Select(entry => entry.Value));
        Assert.Equal<byte>([3], metadata.GetValueBytes("key-bin")!);
        Assert.Null(metadata.Get("none"));
        Assert.Null(metadata.GetValue("none"));
        Assert.Null(metadata.GetValueBytes("none"));
        Assert.Empty(metadata.GetAll("none"));
    }

    [Fact]
    public void List_ChangedInEveryWay_KeepsOrder()
    {
        var a = new Metadata.Entry("a", "");
        var b = new Metadata.Entry("b", "");
        var c = new Metadata.Entry("c", "");
        var metadata = new Metadata { a, b };

        metadata.Insert(1, c);
        Assert.Equal([a, c, b], metadata);
        metadata[0] = b;
        Assert.True(metadata.Remove(b));
        Assert.Equal([c, b], metadata);
        metadata.RemoveAt(0);
        Assert.Equal(0, metadata.IndexOf(b));
        Assert.Contains(b, metadata);
        metadata.Clear();
        Assert.Empty(metadata);
    }

    [Fact]
    public void Empty_Changed_Throws()
    {
        Assert.True(Metadata.Empty.IsReadOnly);
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));
        Assert.Throws<InvalidOperationException>(Metadata.Empty.Clear);
    }
}
