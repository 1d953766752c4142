using System.Text;
using System.Text.Json;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>
/// Our own form, small and quick to read: the line <c>MATCHING-RANKINGS-1</c>, a line of JSON with the names of
/// features and numbers, then each query as binary (little-endian) after the byte 1, and at the end the byte 0 and the
/// number of queries, so that a cut file is known for one.
/// </summary>
internal static class OwnFormat
{
    private const string Magic = "MATCHING-RANKINGS-1\n";
    private const int MaxHeaderBytes = 1 << 20;

    public static bool IsOwn(string path)
    {
        Span<byte> start = stackalloc byte[Magic.Length];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual(Encoding.ASCII.GetBytes(Magic));
    }

    public static IReadOnlyList<string> ReadFeatureNames(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        return ReadHead(path, reader).Features;
    }

    public static void WriteHeader(BinaryWriter writer, JudgedQuery like, IReadOnlyList<string> names)
    {
        var head = new Head([.. names], [.. like.Numbers.Keys]);
        writer.Write(Encoding.ASCII.GetBytes(Magic));
        writer.Write(JsonSerializer.SerializeToUtf8Bytes(head));
        writer.Write((byte)'\n');
    }

    public static void Write(BinaryWriter writer, JudgedQuery query)
    {
        writer.Write((byte)1);
        writer.Write(query.Id);
        writer.Write(query.Time ?? long.MinValue);
        writer.Write((byte)query.Slices.Count);
        foreach (var (name, value) in query.Slices)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(query.Count);
        Write(query.Labels);
        foreach (var values in query.Numbers.Values)
        {
            Write(values);
        }

        Write(query.Features);

        void Write(float[] values)
        {
            foreach (var value in values)
            {
                writer.Write(value);
            }
        }
    }

    public static void WriteEnd(BinaryWriter writer, int queries)
    {
        writer.Write((byte)0);
        writer.Write(queries);
    }

    public static IEnumerable<JudgedQuery> Read(Stream stream, string path)
    {
        using var reader = new BinaryReader(stream);
        var head = ReadHead(path, reader);
        for (var number = 1; Next(path, reader, head, number) is { } query; number++)
        {
            yield return query;
        }
    }

    private static JudgedQuery? Next(string path, BinaryReader reader, Head head, int number)
    {
        try
        {
            if (reader.ReadByte() == 0)
            {
                return reader.ReadInt32() == number - 1
                    ? null
                    : throw new BadInputException($"{path} has {number - 1} queries and says another number.");
            }

            var id = reader.ReadString();
            var time = reader.ReadInt64();
            var slices = new Dictionary<string, string>();
            for (var left = reader.ReadByte(); left > 0; left--)
            {
                slices[reader.ReadString()] = reader.ReadString();
            }

            var count = reader.ReadInt32();
            if (count is < 1 or > RankingQuery.MaxRows || (long)count * head.Features.Length > int.MaxValue)
            {
                throw new BadInputException($"{path}: query {number} says that it has {count} rows.");
            }

            var labels = Floats(count);
            if (Array.Exists(labels, label => !float.IsFinite(label) || label < 0))
            {
                throw new BadInputException($"{path}: a label of query {number} is not a number from 0.");
            }

            return new JudgedQuery
            {
                Id = id,
                Line = number,
                Time = time == long.MinValue ? null : time,
                Slices = slices,
                Labels = labels,
                Numbers = head.Numbers.ToDictionary(name => name, _ => Floats(count)),
                Features = Floats(count * head.Features.Length),
            };
        }
        catch (Exception cut) when (cut is EndOfStreamException or FormatException)
        {
            throw new BadInputException($"{path} is cut off in query {number}.");
        }

        float[] Floats(int length)
        {
            var bytes = reader.ReadBytes(length * sizeof(float));
            if (bytes.Length < length * sizeof(float))
            {
                throw new EndOfStreamException();
            }

            var values = new float[length];
            Buffer.BlockCopy(bytes, 0, values, 0, bytes.Length);
            return values;
        }
    }

    private static Head ReadHead(string path, BinaryReader reader)
    {
        reader.ReadBytes(Magic.Length);
        var line = new MemoryStream();
        for (var c = reader.ReadByte(); c != '\n'; c = reader.ReadByte())
        {
            line.WriteByte(c);
            if (line.Length > MaxHeaderBytes || reader.BaseStream.Position >= reader.BaseStream.Length)
            {
                throw new BadInputException($"{path} has a broken head.");
            }
        }

        try
        {
            var head = JsonSerializer.Deserialize<Head>(line.ToArray());
            return head is { Features.Length: > 0 and <= RankingFile.MaxFeatures, Numbers: not null }
                ? head
                : throw new BadInputException($"{path} has a broken head.");
        }
        catch (JsonException broken)
        {
            throw new BadInputException($"{path} has a broken head: {broken.Message}");
        }
    }

    private sealed record Head(string[] Features, string[] Numbers);
}
