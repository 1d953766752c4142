using System.IO.Pipelines;
using Pipelines.Sockets.Unofficial.Pumps;

namespace Pipelines.Sockets.Unofficial;

/// <summary>Makes pipes of streams.</summary>
public static class StreamConnection
{
    /// <summary>
    /// A pipe that sends and receives through a stream, such as one with TLS. Disposing it disposes the stream.
    /// </summary>
    public static IDuplexPipe GetDuplex(
        Stream stream, PipeOptions? sendPipeOptions = null, PipeOptions? receivePipeOptions = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead || !stream.CanWrite)
        {
            throw new InvalidOperationException("A duplex pipe takes a stream that can be read and written.");
        }

        return new Duplex(stream, sendPipeOptions, receivePipeOptions, name);
    }

    /// <summary>A pipe that reads a stream, which stays open.</summary>
    public static PipeReader GetReader(Stream stream, PipeOptions? pipeOptions = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);

        pipeOptions ??= PipeOptions.Default;
        return PipeReader.Create(
            stream,
            new StreamPipeReaderOptions(pipeOptions.Pool, pipeOptions.MinimumSegmentSize, leaveOpen: true));
    }

    private sealed class Duplex : IMeasuredDuplexPipe, IDisposable
    {
        private readonly Stream _stream;
        private readonly Pump _pump;
        private readonly string? _name;

        public Duplex(Stream stream, PipeOptions? sendOptions, PipeOptions? receiveOptions, string? name)
        {
            _stream = stream;
            _name = name;
            _pump = new Pump(stream, sendOptions, receiveOptions, static (_, _) => { });
        }

        public PipeReader Input => _pump.Input;

        public PipeWriter Output => _pump.Output;

        public long TotalBytesSent => _pump.SentBytes;

        public long TotalBytesReceived => _pump.ReceivedBytes;

        public void Dispose()
        {
            Input.CancelPendingRead();
            Input.Complete();
            Output.CancelPendingFlush();
            Output.Complete();
            _stream.Dispose();
        }

        public override string ToString() => _name ?? nameof(StreamConnection);
    }
}
