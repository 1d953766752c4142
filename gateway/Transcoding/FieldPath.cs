using System.Collections.Concurrent;
using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Matching.Gateway.Transcoding;

/// <summary>A field of a message or of a message within it, such as <c>candidate.name</c>.</summary>
internal sealed class FieldPath
{
    private static readonly ConcurrentDictionary<MessageDescriptor, FrozenDictionary<string, FieldDescriptor>> Names =
        new();
    private readonly FieldDescriptor[] _steps;

    private FieldPath(FieldDescriptor[] steps)
    {
        _steps = steps;
        Text = string.Join('.', steps.Select(step => step.Name));
    }

    /// <summary>The proto path.</summary>
    public string Text { get; }

    /// <summary>The field at its end.</summary>
    public FieldDescriptor Leaf => _steps[^1];

    /// <summary>The field at its beginning.</summary>
    public FieldDescriptor Top => _steps[0];

    /// <summary>Finds a field by its proto names or its JSON names; null when there is none.</summary>
    public static FieldPath? Find(MessageDescriptor message, string path)
    {
        var names = path.Split('.');
        var steps = new FieldDescriptor[names.Length];
        for (var depth = 0; depth < names.Length; depth++)
        {
            if (FindField(message, names[depth]) is not { } field)
            {
                return null;
            }

            steps[depth] = field;
            if (depth == names.Length - 1)
            {
                break;
            }

            if (field.FieldType != FieldType.Message || field.IsRepeated || FieldValue.IsText(field.MessageType))
            {
                return null;
            }

            message = field.MessageType;
        }

        return new FieldPath(steps);
    }

    /// <summary>Finds one field by its JSON name or its proto name; null when there is none.</summary>
    public static FieldDescriptor? FindField(MessageDescriptor message, string name) =>
        Names.GetOrAdd(message, NamesOf).GetValueOrDefault(name);

    /// <summary>The message that holds the last field; messages on the way are made where they are not set.</summary>
    public IMessage Owner(IMessage root)
    {
        foreach (var step in _steps.AsSpan(0, _steps.Length - 1))
        {
            if (step.Accessor.GetValue(root) is not IMessage next)
            {
                next = FieldValue.NewMessage(step.MessageType);
                step.Accessor.SetValue(root, next);
            }

            root = next;
        }

        return root;
    }

    private static FrozenDictionary<string, FieldDescriptor> NamesOf(MessageDescriptor message)
    {
        var fields = message.Fields.InDeclarationOrder();
        var names = fields.ToDictionary(field => field.JsonName, StringComparer.Ordinal);
        foreach (var field in fields)
        {
            names.TryAdd(field.Name, field);
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
