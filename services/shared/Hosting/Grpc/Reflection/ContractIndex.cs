using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Matching.Hosting;

/// <summary>
/// Finds the file that declares something, over the files of some services and all that these import. Immutable.
/// </summary>
internal sealed class ContractIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedList<int, FileDescriptor>> _extensions = new(StringComparer.Ordinal);

    public ContractIndex(IEnumerable<ServiceDescriptor> services)
    {
        foreach (var service in services)
        {
            AddFile(service.File);
        }
    }

    public FileDescriptor? FindFile(string name) => _files.GetValueOrDefault(name);

    public FileDescriptor? FindSymbol(string fullName) => _symbols.GetValueOrDefault(fullName.TrimStart('.'));

    public FileDescriptor? FindExtension(string type, int number) =>
        ExtensionsOf(type) is { } known && known.TryGetValue(number, out var file) ? file : null;

    /// <summary>The numbers of a message's extensions, ascending; null when there is no such message.</summary>
    public IEnumerable<int>? ExtensionNumbers(string type) =>
        ExtensionsOf(type)?.Keys ?? (FindSymbol(type) is null ? null : []);

    /// <summary>A file and everything it imports, each once, serialized; the file itself comes first.</summary>
    public static IEnumerable<ByteString> WithImports(FileDescriptor file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { file.Name };
        var waiting = new Queue<FileDescriptor>([file]);
        while (waiting.TryDequeue(out var next))
        {
            yield return next.SerializedData;
            foreach (var import in next.Dependencies.Where(import => seen.Add(import.Name)))
            {
                waiting.Enqueue(import);
            }
        }
    }

    private SortedList<int, FileDescriptor>? ExtensionsOf(string type) =>
        _extensions.GetValueOrDefault(type.TrimStart('.'));

    private void AddFile(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
        {
            return;
        }

        var proto = file.ToProto();
        var scope = proto.Package.Length > 0 ? proto.Package + "." : "";
        foreach (var message in proto.MessageType)
        {
            AddMessage(file, scope, message);
        }

        foreach (var type in proto.EnumType)
        {
            AddEnum(file, scope, type);
        }

        foreach (var extension in proto.Extension)
        {
            AddExtension(file, scope, extension);
        }

        foreach (var service in proto.Service)
        {
            _symbols.TryAdd(scope + service.Name, file);
            foreach (var method in service.Method)
            {
                _symbols.TryAdd($"{scope}{service.Name}.{method.Name}", file);
            }
        }

        foreach (var import in file.Dependencies)
        {
            AddFile(import);
        }
    }

    private void AddMessage(FileDescriptor file, string scope, DescriptorProto message)
    {
        _symbols.TryAdd(scope + message.Name, file);
        scope += message.Name + ".";
        foreach (var field in message.Field)
        {
            _symbols.TryAdd(scope + field.Name, file);
        }

        foreach (var choice in message.OneofDecl)
        {
            _symbols.TryAdd(scope + choice.Name, file);
        }

        foreach (var extension in message.Extension)
        {
            AddExtension(file, scope, extension);
        }

        foreach (var type in message.EnumType)
        {
            AddEnum(file, scope, type);
        }

        foreach (var nested in message.NestedType)
        {
            AddMessage(file, scope, nested);
        }
    }

    // The values of an enum are named beside it, not within it.
    private void AddEnum(FileDescriptor file, string scope, EnumDescriptorProto type)
    {
        _symbols.TryAdd(scope + type.Name, file);
        foreach (var value in type.Value)
        {
            _symbols.TryAdd(scope + value.Name, file);
        }
    }

    private void AddExtension(FileDescriptor file, string scope, FieldDescriptorProto extension)
    {
        _symbols.TryAdd(scope + extension.Name, file);
        var type = extension.Extendee.TrimStart('.');
        if (!_extensions.TryGetValue(type, out var known))
        {
            _extensions[type] = known = [];
        }

        known.TryAdd(extension.Number, file);
    }
}
