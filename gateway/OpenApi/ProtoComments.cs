using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Matching.Vacancies.V1;

namespace Matching.Gateway.OpenApi;

/// <summary>
/// The comments of the protos by full name. Generated code carries none, so they are read from the descriptor set with
/// source information that the contracts embed.
/// </summary>
internal sealed class ProtoComments
{
    private const string Resource = "protos.binpb";
    private readonly Dictionary<string, string> _comments = new(StringComparer.Ordinal);

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
        if (declaration is { LeadingComments: { Length: > 0 } comment })
        {
            _comments[fullName] = string.Join(
                ' ', comment.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
    }
}
