using System.Text;
using Matching.Vacancies.Import;

namespace Matching.Vacancies.Tests;

/// <summary>
/// Whatever arrives: no crash, no hang, and counts that add up (the server checks its log, the client the sums).
/// </summary>
public sealed class ImportFuzzTests
{
    [Theory]
    [Seeds(6)]
    public async Task Import_MutatedAds_NeverFails(int seed)
    {
        await using var server = await VacancyServer.StartAsync();
        var random = new Random(seed);

        for (var round = 0; round < 8; round++)
        {
            await server.ImportAsync(MutatedBody(random), random.Next(1, 100_000));
        }
    }

    [Theory]
    [Seeds(40)]
    public void Split_MutatedBody_IsTheSameInAnyPieces(int seed)
    {
        var random = new Random(seed);
        var body = MutatedBody(random);

        var whole = Split(body, body.Length, 4_000);
        var pieces = Split(body, random.Next(1, 50), 4_000);

        Assert.Equal(whole, pieces);
    }

    [Theory]
    [Seeds(40)]
    public void Split_RandomJsonBytes_Ends(int seed)
    {
        var random = new Random(seed);
        var alphabet = "{}[]\",:\\ \n\r\t1tfnu\uFEFFx"u8.ToArray();
        var body = new byte[random.Next(20_000)];
        for (var i = 0; i < body.Length; i++)
        {
            body[i] = random.Next(50) == 0 ? (byte)random.Next(256) : alphabet[random.Next(alphabet.Length)];
        }

        Assert.Equal(Split(body, body.Length, 500), Split(body, 1, 500));
    }

    [Theory]
    [Seeds(20)]
    public void Split_OneBrokenLine_LosesNoOther(int seed)
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, 20).Select(i => Ads.Ad($"{i}")).ToArray();
        var broken = random.Next(lines.Length);
        lines[broken] = lines[broken][..random.Next(2, lines[broken].Length - 1)];

        var found = Split(Encoding.UTF8.GetBytes(string.Join('\n', lines)), 1000, ElementSplitter.StandardMaxElementBytes);

        Assert.Equal(lines.Where((_, i) => i != broken), found.Where(e => e.StartsWith('{')));
        Assert.Equal(lines.Length, found.Count);
    }

    private static byte[] MutatedBody(Random random)
    {
        var ads = SharedData.IsPresent
            ? File.ReadAllLines(SharedData.PathOf("ads", "jobstream_ads.jsonl"))
            : [.. Enumerable.Range(0, 6).Select(i => Ads.Ad($"{i}"))];
        var asArray = random.Next(2) == 0;
        var body = new List<byte>(Encoding.UTF8.GetBytes(
            asArray ? $"[{string.Join(random.Next(2) == 0 ? "," : ",\n", ads)}]" : string.Join('\n', ads)));
        for (var mutations = random.Next(1, 40); mutations > 0; mutations--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(6))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, Math.Min(random.Next(1, 300), body.Count - at));
                    break;
                case 2:
                    body.InsertRange(at, body.GetRange(at, Math.Min(random.Next(1, 300), body.Count - at)));
                    break;
                case 3:
                    body.InsertRange(at, Encoding.UTF8.GetBytes(Fragment(random)));
                    break;
                case 4:
                    body[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    Swap(body, random);
                    break;
            }

            if (body.Count == 0)
            {
                body.Add((byte)'{');
            }
        }

        return [.. body.Take(random.Next(10) == 0 ? random.Next(body.Count) : body.Count)];
    }

    private static string Fragment(Random random) =>
        new[] { "null", "{", "}", "[", "]", "\"", "\\", "\n", "-1e999", "\"\\ud800\"", "true", "0", "[[[[", ":{}", "9999999999999999999" }
            [random.Next(15)];

    /// <summary>Puts one value where another was: the same JSON, other types.</summary>
    private static void Swap(List<byte> body, Random random)
    {
        var text = Encoding.UTF8.GetString([.. body]);
        var colon = text.IndexOf("\": ", random.Next(text.Length), StringComparison.Ordinal);
        var comma = colon < 0 ? -1 : text.IndexOfAny([',', '}'], colon);
        if (comma > 0)
        {
            body.Clear();
            body.AddRange(Encoding.UTF8.GetBytes(text[..(colon + 3)] + Fragment(random) + text[comma..]));
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
        Assert.False(splitter.TryRead(out _));
        return found;

        void Drain()
        {
            while (splitter.TryRead(out var element))
            {
                Assert.Equal(found.Count, element.Index);
                found.Add(element.Fault is null ? Encoding.UTF8.GetString(element.Json.Span) : $"!{element.Fault}");
            }
        }
    }
}
