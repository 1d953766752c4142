using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Matching.Vacancies.V1;

namespace Matching.Gateway.OpenApi;

/// <summary>
/// The comments of the protos by full name. Generated code carries none, so they are read from the descriptor set with
/// source information that the contracts embed. A comment may end with an example: JSON behind <c>Example:</c>.
/// </summary>
internal sealed class ProtoComments
{
    private const string Resource = "protos.binpb";
    private const string ExampleMark = "Example:";
    private readonly Dictionary<string, string> _comments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonNode> _examples = new(StringComparer.Ordinal);

    public ProtoComments()
    {
        using var stream = typeof(VacancyReflection).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The contracts carry no {Resource}.");
        var set = FileDescriptorSet.Parser.ParseFrom(stream);
        var files = FileDescriptor.BuildFromByteStrings(
            set.File.Select(file => file.ToByteString()), new ExtensionRegistry { AnnotationsExtensions.Http });
        foreach (var file in files)
        {
            foreach (var service in file.Services)
            {
                Add(service.FullName, service.Declaration);
                foreach (var method in service.Methods)
                {
                    Add(method.FullName, method.Declaration);
                }
            }

            AddEnums(file.EnumTypes);
            AddMessages(file.MessageTypes);
        }
    }

    /// <summary>The comment in one line; empty where there is none.</summary>
    public string Of(IDescriptor descriptor) => _comments.GetValueOrDefault(descriptor.FullName, "");

    /// <summary>The example that the comment ends with, to be changed freely; null where there is none.</summary>
    public JsonNode? ExampleOf(IDescriptor descriptor) =>
        _examples.GetValueOrDefault(descriptor.FullName)?.DeepClone();

    private void AddMessages(IEnumerable<MessageDescriptor> messages)
    {
        foreach (var message in messages)
        {
            Add(message.FullName, message.Declaration);
            foreach (var field in message.Fields.InDeclarationOrder())
            {
                Add(field.FullName, field.Declaration);
            }

            AddEnums(message.EnumTypes);
            AddMessages(message.NestedTypes);
        }
    }

    private void AddEnums(IEnumerable<EnumDescriptor> types)
    {
        foreach (var type in types)
        {
            Add(type.FullName, type.Declaration);
            foreach (var value in type.Values)
            {
                // A value's full name stands beside its type, not within it.
                Add(value.FullName, value.Declaration);
            }
        }
    }

    private void Add(string fullName, DescriptorDeclaration? declaration)
    {
        if (declaration is not { LeadingComments: { Length: > 0 } comment })
        {
            return;
        }

        var text = string.Join(
            ' ', comment.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (!fullName.StartsWith("google.", StringComparison.Ordinal)
            && text.IndexOf(ExampleMark, StringComparison.Ordinal) is var mark && mark >= 0)
        {
            _examples[fullName] = JsonNode.Parse(text[(mark + ExampleMark.Length)..])
                ?? throw new InvalidOperationException($"The example of {fullName} is null.");
            text = text[..mark].TrimEnd();
        }

        _comments[fullName] = text;
    }
}
