using System.Reflection;
using System.Text.RegularExpressions;
using Matching.Gateway.Portal.Language;

namespace Portal.Tests;

/// <summary>Everything the portal says is there in both languages.</summary>
public sealed partial class WordsTests
{
    /// <summary>Words that are the same in both languages, or are no words.</summary>
    private static readonly string[] Same =
        ["Start", "English", "Svenska", "Person 1", "Person 2", "{0} min", "{0}: {1}", "{0}, {1}, {2}"];

    internal static IReadOnlyList<(string Name, Text Text)> All { get; } =
    [
        .. from type in typeof(Text).Assembly.GetTypes()
           where type.Name.EndsWith("Words", StringComparison.Ordinal)
           from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
           where field.FieldType == typeof(Text)
           select ($"{type.Name}.{field.Name}", (Text)field.GetValue(null)!),
    ];

    [Fact]
    public void Texts_All_AreInBothLanguages()
    {
        Assert.True(All.Count > 250, $"Only {All.Count} texts were found.");
        Assert.All(All, item =>
        {
            Assert.False(string.IsNullOrWhiteSpace(item.Text.Swedish), item.Name);
            Assert.False(string.IsNullOrWhiteSpace(item.Text.English), item.Name);
            Assert.True(
                item.Text.Swedish != item.Text.English || Same.Contains(item.Text.Swedish),
                $"{item.Name} is the same in both languages: {item.Text.Swedish}");
        });
    }

    [Fact]
    public void Texts_WithPlaces_HaveTheSameInBothLanguages() => Assert.All(All, item => Assert.Equal(
        Places(item.Text.Swedish), Places(item.Text.English)));

    [Fact]
    public void Texts_Standing_AreHeldByWordClassesOnly()
    {
        var offences =
            from type in typeof(Text).Assembly.GetTypes()
            where !type.Name.EndsWith("Words", StringComparison.Ordinal) && !type.Name.Contains('<')
            from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            where field.FieldType == typeof(Text)
            select $"{type.Name}.{field.Name}";

        Assert.Empty(offences);
    }

    private static string[] Places(string text) => [.. Place().Matches(text).Select(match => match.Value).Distinct().Order()];

    [GeneratedRegex("""\{\d\}""")]
    private static partial Regex Place();
}
