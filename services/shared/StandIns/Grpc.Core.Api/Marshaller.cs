namespace Grpc.Core;

/// <summary>Writes messages of one type to the wire and reads them back.</summary>
public class Marshaller<T>
{
    /// <summary>Creates a marshaller that sees a message as one array.</summary>
    public Marshaller(Func<T, byte[]> serializer, Func<byte[], T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);

        Serializer = serializer;
        Deserializer = deserializer;
        ContextualSerializer = (message, context) => context.Complete(serializer(message));
        ContextualDeserializer = context => deserializer(context.PayloadAsNewBuffer());
    }

    /// <summary>Creates a marshaller that works on the transport's own buffers, and not on arrays.</summary>
    public Marshaller(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);

        Serializer = _ => throw NoArrays();
        Deserializer = _ => throw NoArrays();
        ContextualSerializer = serializer;
        ContextualDeserializer = deserializer;
    }

    /// <summary>Writes a message into an array.</summary>
    public Func<T, byte[]> Serializer { get; }

    /// <summary>Reads a message that is all of an array.</summary>
    public Func<byte[], T> Deserializer { get; }

    /// <summary>Writes a message.</summary>
    public Action<T, SerializationContext> ContextualSerializer { get; }

    /// <summary>Reads a message.</summary>
    public Func<DeserializationContext, T> ContextualDeserializer { get; }

    // It is documented to be thrown; its own type would make analyzers think that code is missing.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1859", Justification = "Only ever thrown.")]
    private static Exception NoArrays() =>
        new NotImplementedException("This marshaller works on the transport's own buffers.");
}
