using System.Buffers.Binary;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Matching.Interop.Server;

/// <summary>
/// Whether each message of a request came compressed, read from the frames as they pass: the library hides it from a
/// service. Only requests that name an encoding are looked at; in others no message can be compressed.
/// </summary>
internal sealed class MessageFlags
{
    private const int HeadBytes = 5;

    private readonly List<bool> _compressed = [];
    private readonly byte[] _head = new byte[HeadBytes];
    private int _headBytes;
    private long _bodyBytes;

    /// <summary>Looks at every request of an application that names an encoding.</summary>
    public static void Use(WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Headers.ContainsKey("grpc-encoding"))
        {
            var flags = new MessageFlags();
            context.Items[typeof(MessageFlags)] = flags;
            context.Request.Body = new ObservedStream(context.Request.Body, flags);
        }

        return next(context);
    });

    /// <summary>Whether a message of a call, counted from 0, came compressed.</summary>
    public static bool IsCompressed(ServerCallContext call, int message) =>
        call.GetHttpContext().Items.TryGetValue(typeof(MessageFlags), out var flags)
        && ((MessageFlags)flags!)._compressed[message];

    private void Observe(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_bodyBytes > 0)
            {
                var skipped = (int)Math.Min(_bodyBytes, bytes.Length);
                _bodyBytes -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            var taken = Math.Min(HeadBytes - _headBytes, bytes.Length);
            bytes[..taken].CopyTo(_head.AsSpan(_headBytes));
            _headBytes += taken;
            bytes = bytes[taken..];
            if (_headBytes == HeadBytes)
            {
                _compressed.Add(_head[0] == 1);
                _bodyBytes = BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(1));
                _headBytes = 0;
            }
        }
    }

    /// <summary>The body of a request, whose bytes are looked at when they are read.</summary>
    private sealed class ObservedStream(Stream inner, MessageFlags flags) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            flags.Observe(buffer.Span[..count]);
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
