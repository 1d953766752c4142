using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Matching.Gateway.Json;

/// <summary>The names and numbers of an enum, ready to be looked up in UTF-8.</summary>
internal sealed class EnumPlan
{
    private static readonly ConcurrentDictionary<EnumDescriptor, EnumPlan> Made = new();
    private readonly Utf8Names<int> _numbers;
    private readonly FrozenDictionary<int, JsonEncodedText> _names;

    private EnumPlan(EnumDescriptor type)
    {
        IsNull = type.FullName == "google.protobuf.NullValue";
        _numbers = new(type.Values.Select(value => (value.Name, value.Number)));

        // Of aliases the first is written.
        _names = type.Values.DistinctBy(value => value.Number)
            .ToFrozenDictionary(value => value.Number, value => JsonEncodedText.Encode(value.Name));
    }

    /// <summary>Whether it is the enum that stands for JSON's null.</summary>
    public bool IsNull { get; }

    public static EnumPlan Of(EnumDescriptor type) => Made.GetOrAdd(type, static type => new EnumPlan(type));

    public bool TryNumber(ReadOnlySpan<byte> name, out int number) => _numbers.TryFind(name, out number);

    public bool TryName(int number, out JsonEncodedText name) => _names.TryGetValue(number, out name);
}

/// <summary>Values by names that are looked up as they stand in a document, without making a string of them.</summary>
internal sealed class Utf8Names<T>
{
    private readonly Dictionary<byte[], T>.AlternateLookup<ReadOnlySpan<byte>> _values;

    /// <param name="entries">Of two with one name the first counts.</param>
    public Utf8Names(IEnumerable<(string Name, T Value)> entries)
    {
        var values = new Dictionary<byte[], T>(new Bytes());
        foreach (var (name, value) in entries)
        {
            values.TryAdd(Encoding.UTF8.GetBytes(name), value);
        }

        _values = values.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public bool TryFind(ReadOnlySpan<byte> name, out T value) => _values.TryGetValue(name, out value!);

    // The names are ours: nobody can choose them to collide.
    private sealed class Bytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = (uint)alternate.Length;
            foreach (var letter in alternate)
            {
                hash = (hash ^ letter) * 16_777_619;
            }

            return (int)hash;
        }
    }
}
