using System.Text;

namespace Matching.Ranking.Tests;

public sealed class LineReaderTests
{
    /// <summary>Lines of every length, around those at which the buffer grows, are those of the framework.</summary>
    [Theory]
    [Seeds(3)]
    public void ReadLine_AnyText_IsAsTheFrameworkHasIt(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var line = 0; line < 300; line++)
        {
            var length = (int)Math.Exp(random.NextDouble() * Math.Log(100_000)) - 1;
            text.Append(random.GetString("abcdefgh", length)).Append(random.Next(2) == 0 ? "\r\n" : "\n");
        }

        text.Append(random.GetString("abcdefgh", random.Next(3)));
        var lines = new LineReader(new StringReader(text.ToString()));
        var expected = new StringReader(text.ToString());
        while (expected.ReadLine() is { } line)
        {
            Assert.Equal(line, lines.ReadLine());
        }

        Assert.Null(lines.ReadLine());
        Assert.Null(lines.ReadLine());
    }

    [Fact]
    public void ReadLine_OneWithoutAnEnd_IsRefusedBeforeItIsHeld()
    {
        var whole = new string('x', LineReader.MaxLength);
        Assert.Equal(whole, new LineReader(new StringReader(whole)).ReadLine());
        Assert.Equal(whole, new LineReader(new StringReader(whole + "\r\n")).ReadLine());

        Assert.Equal(whole, new LineReader(new SlowReader(whole + "\r\n")).ReadLine());
        Assert.Throws<SvmLightException>(new LineReader(new SlowReader(whole + "x\r\n")).ReadLine);

        var endless = new EndlessReader();
        var lines = new LineReader(endless);
        Assert.Equal("first", lines.ReadLine());
        Assert.Equal(2, Assert.Throws<SvmLightException>(lines.ReadLine).Line);
        Assert.InRange(endless.Given, LineReader.MaxLength, 3 * LineReader.MaxLength);
    }

    /// <summary>Gives one character at a time near the limit.</summary>
    private sealed class SlowReader(string text) : StringReader(text)
    {
        private int _given;

        public override int Read(char[] buffer, int index, int count)
        {
            var some = _given < LineReader.MaxLength - 4 ? Math.Min(count, LineReader.MaxLength - 4 - _given) : 1;
            var read = base.Read(buffer, index, some);
            _given += read;
            return read;
        }
    }

    private sealed class EndlessReader : TextReader
    {
        public int Given { get; private set; }

        public override int Read(char[] buffer, int index, int count)
        {
            buffer.AsSpan(index, count).Fill('x');
            if (Given == 0)
            {
                "first\n".CopyTo(buffer.AsSpan(index));
            }

            Given += count;
            return count;
        }
    }
}
