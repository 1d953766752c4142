using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Matching.Hosting;

/// <summary>Applies a partial update (AIP-134).</summary>
public static class UpdateMask
{
    /// <summary>
    /// Answers a copy of <paramref name="stored"/> with the masked fields taken from <paramref name="incoming"/>. An
    /// absent mask means the populated fields, <c>*</c> all of them; output-only fields are left alone.
    /// </summary>
    /// <param name="outputOnly">Top-level proto names that a caller cannot change.</param>
    /// <param name="field">The request's field that holds the mask, for errors.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: a path names no field.</exception>
    public static T Apply<T>(T stored, T incoming, FieldMask? mask, IReadOnlySet<string> outputOnly, string field)
        where T : class, IMessage<T>
    {
        var result = stored.Clone();
        var source = incoming.Clone();
        var all = mask?.Paths.Contains("*") == true;
        foreach (var descriptor in stored.Descriptor.Fields.InDeclarationOrder())
        {
            if (!outputOnly.Contains(descriptor.Name)
                && (all || ((mask is null || mask.Paths.Count == 0) && IsPopulated(descriptor, source))))
            {
                Copy(descriptor, source, result);
            }
        }

        if (mask is not null)
        {
            var errors = new FieldErrors();
            foreach (var path in mask.Paths.Where(path => path != "*"))
            {
                if (!TryCopyPath(path.Split('.'), source, result, outputOnly))
                {
                    errors.Add(field, "UNKNOWN_PATH", $"'{path}' is not a field of {stored.Descriptor.Name}.");
                }
            }

            errors.ThrowIfAny();
        }

        return result;
    }

    private static bool TryCopyPath(string[] path, IMessage from, IMessage to, IReadOnlySet<string> outputOnly)
    {
        IMessage? source = from;
        var target = to;
        for (var depth = 0; ; depth++)
        {
            if (target.Descriptor.FindFieldByName(path[depth]) is not { } descriptor)
            {
                return false;
            }

            if (depth == 0 && outputOnly.Contains(descriptor.Name))
            {
                return true;
            }

            if (depth == path.Length - 1)
            {
                if (source is null)
                {
                    descriptor.Accessor.Clear(target);
                }
                else
                {
                    Copy(descriptor, source, target);
                }

                return true;
            }

            if (descriptor.FieldType != FieldType.Message || descriptor.IsRepeated)
            {
                return false;
            }

            source = source is null ? null : (IMessage?)descriptor.Accessor.GetValue(source);
            if (descriptor.Accessor.GetValue(target) is not IMessage next)
            {
                next = descriptor.MessageType.Parser.ParseFrom(ByteString.Empty);
                descriptor.Accessor.SetValue(target, next);
            }

            target = next;
        }
    }

    private static bool IsPopulated(FieldDescriptor descriptor, IMessage message) =>
        descriptor switch
        {
            { IsRepeated: true } => ((IList)descriptor.Accessor.GetValue(message)).Count > 0,
            { HasPresence: true } => descriptor.Accessor.HasValue(message),
            _ => descriptor.Accessor.GetValue(message) switch
            {
                string text => text.Length > 0,
                ByteString bytes => bytes.Length > 0,
                System.Enum value => Convert.ToInt32(value, null) != 0,
                var value => !value.Equals(Activator.CreateInstance(value.GetType())),
            },
        };

    private static void Copy(FieldDescriptor descriptor, IMessage from, IMessage to)
    {
        descriptor.Accessor.Clear(to);
        if (descriptor.IsRepeated)
        {
            var target = (IList)descriptor.Accessor.GetValue(to);
            foreach (var item in (IList)descriptor.Accessor.GetValue(from))
            {
                target.Add(item);
            }
        }
        else if (descriptor.Accessor.GetValue(from) is { } value)
        {
            descriptor.Accessor.SetValue(to, value);
        }
    }
}
