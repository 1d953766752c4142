using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a message is written: either in one piece, or into a buffer writer and then completed.</summary>
public abstract class SerializationContext
{
    /// <summary>Takes the whole message; it must not be changed afterwards.</summary>
    public virtual void Complete(byte[] payload) => throw new NotSupportedException();

    /// <summary>Says how many bytes will be written. Optional; before <see cref="GetBufferWriter"/>.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>The buffer to write the message into.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotSupportedException();

    /// <summary>Ends a message that was written into the buffer writer.</summary>
    public virtual void Complete() => throw new NotSupportedException();
}
