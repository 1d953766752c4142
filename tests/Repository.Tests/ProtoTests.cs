using Google.Protobuf.Reflection;
using Matching.Vacancies.V1;

namespace Matching.Repository.Tests;

/// <summary>The grammar of the contracts (AIP), and that nothing in them is ever taken back.</summary>
public sealed class ProtoTests
{
    private const string GoldenFile = "tests/Repository.Tests/protos.golden.txt";

    private static readonly string[] Packages = ["competence.v1", "matching.v1", "profile.v1", "vacancy.v1"];

    private static readonly string[] Prepositions = ["For", "With", "At", "To", "From", "By", "Of", "On", "In"];

    private static readonly FileDescriptorSet Set = ReadSet();

    private static IEnumerable<FileDescriptorProto> Own => Set.File.Where(file => Packages.Contains(file.Package));

    [Fact]
    public void Packages_LiveInFoldersOfTheirName()
    {
        Assert.Equal(Packages, Own.Select(file => file.Package).Order(StringComparer.Ordinal).Distinct());
        Assert.All(Own, file =>
            Assert.StartsWith(file.Package.Replace('.', '/') + "/", file.Name, StringComparison.Ordinal));
        Assert.All(Own, file => Assert.Matches(@"^Matching\.\w+\.V1$", file.Options.CsharpNamespace));
        Assert.All(Own.SelectMany(file => file.Service), service =>
            Assert.EndsWith("Service", service.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Elements_AllHaveAComment()
    {
        var offences =
            from file in Own
            let commented = Commented(file)
            from element in Elements(file)
            where !commented.Contains(Key(element.Path))
            select $"{file.Name}: {element.Name}";

        Tree.AssertNone(offences, "Every service, method, message, field, enum and value has a comment:");
    }

    [Fact]
    public void Methods_FollowTheStandardOnes()
    {
        var offences =
            from file in Own
            from service in file.Service
            from method in service.Method
            let input = method.InputType.Split('.')[^1]
            let output = method.OutputType.Split('.')[^1]
            let wrong =
                input != method.Name + "Request" ? $"takes {input}"
                : Starts(method, "Get") || Starts(method, "Create") || Starts(method, "Update")
                    ? method.Name.EndsWith(output, StringComparison.Ordinal)
                        ? null
                        : $"answers {output}, not the resource"
                : Starts(method, "Delete") ? output == "Empty" ? null : $"answers {output}, not Empty"
                : Starts(method, "Stream") && method.ServerStreaming ? null
                : output == method.Name + "Response" || Resources(file).Contains(output) ? null
                : $"answers {output}"
            where wrong is not null
            select $"{service.Name}.{method.Name} {wrong}";

        Tree.AssertNone(
            offences, "Get, Create and Update answer the resource, Delete Empty, all others their own response:");
    }

    [Fact]
    public void Methods_HaveNoPrepositions()
    {
        var offences =
            from file in Own
            from service in file.Service
            from method in service.Method
            where Words(method.Name).Intersect(Prepositions).Any()
            select $"{service.Name}.{method.Name}";

        Tree.AssertNone(offences, "A method is a verb and a noun:");
    }

    [Fact]
    public void Fields_AreNamedInSnakeCase()
    {
        var offences =
            from file in Own
            from element in Messages(file)
            from field in element.Message.Field
            where !field.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
                || (field.TypeName == ".google.protobuf.Timestamp"
                    && !field.Name.EndsWith("_time", StringComparison.Ordinal)
                    && !field.Name.EndsWith("_deadline", StringComparison.Ordinal))
            select $"{element.Name}.{field.Name}";

        Tree.AssertNone(offences, "Fields are snake_case; moments end in _time:");
    }

    [Fact]
    public void Enums_StartWithUnspecifiedAndCarryTheirName()
    {
        var offences =
            from file in Own
            from element in Enums(file)
            let prefix = string.Join('_', Words(element.Enum.Name)).ToUpperInvariant() + "_"
            from value in element.Enum.Value
            where !value.Name.StartsWith(prefix, StringComparison.Ordinal)
                || (value.Number == 0 && value.Name != prefix + "UNSPECIFIED")
            select $"{element.Name}.{value.Name}";

        Tree.AssertNone(offences, "Enum values carry the enum's name, and zero is unspecified:");
    }

    [Fact]
    public void Lists_HavePages()
    {
        var offences =
            from file in Own
            from service in file.Service
            from method in service.Method
            where Starts(method, "List") && method.Name != "ListValidationResults"
            let request = file.MessageType.Single(message => message.Name == method.Name + "Request").Field
                .Select(field => field.Name)
            let response = file.MessageType.Single(message => message.Name == method.Name + "Response").Field
                .Select(field => field.Name)
            where !request.Contains("page_size") || !request.Contains("page_token")
                || !response.Contains("next_page_token")
            select method.Name;

        Tree.AssertNone(offences, "A List has page_size, page_token and next_page_token:");
    }

    /// <summary>
    /// The stored lines are what callers were told. A line that is gone or changed breaks them: make a v2 beside v1.
    /// New lines are welcome and get stored by running this test with <c>UPDATE_GOLDEN=1</c>.
    /// </summary>
    [Fact]
    public void Contracts_TakeNothingBack()
    {
        var current = Own.SelectMany(Wire).Order(StringComparer.Ordinal).ToArray();
        var path = Path.Combine(Tree.Root, GoldenFile);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllLines(path, current);
        }

        var stored = File.ReadAllLines(path);

        Tree.AssertNone(stored.Except(current), "Removed, renumbered, renamed or retyped:");
        Tree.AssertNone(current.Except(stored), $"New, and not in {GoldenFile} yet (run with UPDATE_GOLDEN=1):");
    }

    private static FileDescriptorSet ReadSet()
    {
        using var stream = typeof(Vacancy).Assembly.GetManifestResourceStream("protos.binpb")!;
        return FileDescriptorSet.Parser.ParseFrom(stream);
    }

    private static bool Starts(MethodDescriptorProto method, string verb) =>
        method.Name.StartsWith(verb, StringComparison.Ordinal);

    private static IEnumerable<string> Resources(FileDescriptorProto file) =>
        file.MessageType.Where(message => message.Field.Any(field => field.Name == "name"))
            .Select(message => message.Name);

    private static IEnumerable<string> Words(string pascal)
    {
        var start = 0;
        for (var i = 1; i <= pascal.Length; i++)
        {
            if (i == pascal.Length || char.IsUpper(pascal[i]))
            {
                yield return pascal[start..i];
                start = i;
            }
        }
    }

    private static IEnumerable<(string Name, DescriptorProto Message)> Messages(FileDescriptorProto file)
    {
        return file.MessageType.SelectMany(message => Inner(file.Package, message));

        static IEnumerable<(string, DescriptorProto)> Inner(string outer, DescriptorProto message) =>
            message.NestedType.SelectMany(nested => Inner($"{outer}.{message.Name}", nested))
                .Prepend(($"{outer}.{message.Name}", message));
    }

    private static IEnumerable<(string Name, EnumDescriptorProto Enum)> Enums(FileDescriptorProto file) =>
        file.EnumType.Select(type => ($"{file.Package}.{type.Name}", type))
            .Concat(Messages(file)
                .SelectMany(outer => outer.Message.EnumType.Select(type => ($"{outer.Name}.{type.Name}", type))));

    /// <summary>One line for each thing that a caller relies on.</summary>
    private static IEnumerable<string> Wire(FileDescriptorProto file)
    {
        foreach (var (name, message) in Messages(file))
        {
            foreach (var field in message.Field)
            {
                var type = field.TypeName.Length > 0
                    ? field.TypeName.TrimStart('.')
                    : field.Type.ToString().ToLowerInvariant();
                var many = field.Label == FieldDescriptorProto.Types.Label.Repeated ? "repeated " : "";
                yield return $"{name}.{field.Name} = {field.Number} {many}{type}";
            }
        }

        foreach (var (name, type) in Enums(file))
        {
            foreach (var value in type.Value)
            {
                yield return $"{name}.{value.Name} = {value.Number}";
            }
        }

        foreach (var service in file.Service)
        {
            foreach (var method in service.Method)
            {
                var (client, server) =
                    (method.ClientStreaming ? "stream " : "", method.ServerStreaming ? "stream " : "");
                yield return $"{file.Package}.{service.Name}.{method.Name}({client}{method.InputType.TrimStart('.')})"
                    + $" {server}{method.OutputType.TrimStart('.')}";
            }
        }
    }

    private static HashSet<string> Commented(FileDescriptorProto file) =>
        [.. file.SourceCodeInfo.Location.Where(location => location.LeadingComments.Trim().Length > 0)
            .Select(location => Key(location.Path))];

    private static string Key(IEnumerable<int> path) => string.Join('.', path);

    /// <summary>Everything that wants a comment, with its path in the file's source info.</summary>
    private static IEnumerable<(string Name, int[] Path)> Elements(FileDescriptorProto file)
    {
        for (var m = 0; m < file.MessageType.Count; m++)
        {
            foreach (var element in OfMessage(file.MessageType[m], [4, m], file.MessageType[m].Name))
            {
                yield return element;
            }
        }

        for (var e = 0; e < file.EnumType.Count; e++)
        {
            foreach (var element in OfEnum(file.EnumType[e], [5, e], file.EnumType[e].Name))
            {
                yield return element;
            }
        }

        for (var s = 0; s < file.Service.Count; s++)
        {
            yield return (file.Service[s].Name, [6, s]);
            for (var m = 0; m < file.Service[s].Method.Count; m++)
            {
                yield return ($"{file.Service[s].Name}.{file.Service[s].Method[m].Name}", [6, s, 2, m]);
            }
        }
    }

    private static IEnumerable<(string Name, int[] Path)> OfMessage(DescriptorProto message, int[] path, string name)
    {
        yield return (name, path);
        for (var f = 0; f < message.Field.Count; f++)
        {
            yield return ($"{name}.{message.Field[f].Name}", [.. path, 2, f]);
        }

        for (var n = 0; n < message.NestedType.Count; n++)
        {
            // The entry of a map is made by the compiler; the comment stands at the field.
            if (message.NestedType[n].Options?.MapEntry == true)
            {
                continue;
            }

            foreach (var element in OfMessage(
                message.NestedType[n], [.. path, 3, n], $"{name}.{message.NestedType[n].Name}"))
            {
                yield return element;
            }
        }

        for (var e = 0; e < message.EnumType.Count; e++)
        {
            foreach (var element in OfEnum(message.EnumType[e], [.. path, 4, e], $"{name}.{message.EnumType[e].Name}"))
            {
                yield return element;
            }
        }
    }

    private static IEnumerable<(string Name, int[] Path)> OfEnum(EnumDescriptorProto type, int[] path, string name)
    {
        yield return (name, path);
        for (var v = 0; v < type.Value.Count; v++)
        {
            yield return ($"{name}.{type.Value[v].Name}", [.. path, 2, v]);
        }
    }
}
