using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf.Reflection;
using Matching.Gateway.Json;

namespace Matching.Gateway.Transcoding;

/// <summary>A field of a message or of a message within it, such as <c>candidate.name</c>.</summary>
internal sealed class FieldPath
{
    /// <summary>Deeper paths are not looked up: a message that holds itself has paths without end.</summary>
    public const int MaximumDepth = 32;

    private const int MaximumRemembered = 1_000;
    private static readonly ConcurrentDictionary<(MessageDescriptor, string), FieldPath> Remembered = new();

    private FieldPath(FieldPlan[] steps)
    {
        Steps = steps;
        Text = string.Join('.', steps.Select(step => step.Name));
        Numbers = [.. steps.Select(step => step.Number)];
    }

    /// <summary>The proto path.</summary>
    public string Text { get; }

    /// <summary>The path in field numbers.</summary>
    public int[] Numbers { get; }

    public IReadOnlyList<FieldPlan> Steps { get; }

    /// <summary>The field at its end.</summary>
    public FieldPlan Leaf => Steps[^1];

    /// <summary>The field at its beginning.</summary>
    public FieldPlan Top => Steps[0];

    /// <summary>Finds a field by its proto names or its JSON names; null when there is none.</summary>
    public static FieldPath? Find(MessageDescriptor message, string path)
    {
        if (Remembered.TryGetValue((message, path), out var known))
        {
            return known;
        }

        var names = path.Split('.', MaximumDepth + 1);
        if (names.Length > MaximumDepth)
        {
            return null;
        }

        var steps = new FieldPlan[names.Length];
        var type = MessagePlan.Of(message);
        for (var depth = 0; depth < names.Length; depth++)
        {
            // Within a list, a map or a time there is nothing that a path could name.
            if (type is not { Form: JsonForm.Members }
                || type.Find(Encoding.UTF8.GetBytes(names[depth])) is not { } field)
            {
                return null;
            }

            steps[depth] = field;
            type = field.IsRepeated ? null : field.Message;
        }

        var found = new FieldPath(steps);
        if (Remembered.Count < MaximumRemembered)
        {
            Remembered.TryAdd((message, path), found);
        }

        return found;
    }

    /// <summary>
    /// Writes a value of the field as a message of its own; protobuf merges it into what stands before. False where the
    /// text is no value of it, and then nothing is written.
    /// </summary>
    public bool TryWrite(PooledBytes request, ReadOnlySpan<byte> text)
    {
        Span<int> starts = stackalloc int[Steps.Count];
        var before = request.Length;
        for (var depth = 0; depth < Steps.Count; depth++)
        {
            Steps[depth].WriteTag(request);
            starts[depth] = depth < Steps.Count - 1 || Leaf.IsPacked ? request.Begin() : 0;
        }

        if (!ScalarText.TryWrite(request, Leaf, text, TextPlace.Url))
        {
            request.Truncate(before);
            return false;
        }

        for (var depth = Steps.Count - 1; depth >= 0; depth--)
        {
            if (starts[depth] > 0)
            {
                request.End(starts[depth]);
            }
        }

        return true;
    }
}
