using System.IO.Pipelines;
using System.Net;
using Grpc.Core;

namespace Matching.Gateway.PassThrough;

/// <summary>
/// Sends one call whose request is one message: headers, message and end go out together, where the forwarder's own
/// copy has each leave by itself, as a stream needs it.
/// </summary>
/// <param name="context">The call as it came.</param>
/// <param name="connections">Where it goes; not disposed.</param>
internal sealed class WholeRequest(HttpContext context, HttpMessageHandler connections)
    : HttpMessageInvoker(connections, disposeHandler: false)
{
    private Message? _message;

    /// <summary>Ends when the request is no longer read. An answer may be whole before that.</summary>
    public Task Sent => _message?.Sent ?? Task.CompletedTask;

    public override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } streamed)
        {
            request.Content = _message = new Message(context.Request, streamed);
        }

        return base.SendAsync(request, cancellationToken);
    }

    private sealed class Message : HttpContent
    {
        private readonly HttpRequest _request;

        public Message(HttpRequest request, HttpContent streamed)
        {
            _request = request;
            foreach (var (name, values) in streamed.Headers.NonValidated)
            {
                foreach (var value in values)
                {
                    Headers.TryAddWithoutValidation(name, value);
                }
            }
        }

        public Task? Sent { get; private set; }

        protected override Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken) => Sent is null
                ? Sent = CopyAsync(stream, cancellationToken)
                : throw new InvalidOperationException("The request is read already and cannot be sent again.");

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        private async Task CopyAsync(Stream stream, CancellationToken cancellationToken)
        {
            var reader = _request.BodyReader;
            for (var isWhole = false; !isWhole;)
            {
                ReadResult read;
                try
                {
                    read = await reader.ReadAsync(cancellationToken);
                }
                catch (Exception error) when (error is not (RpcException or OperationCanceledException))
                {
                    // Whoever called has left: that is no fault of the service.
                    throw new RpcException(new Status(StatusCode.Cancelled, "The request broke off.", error));
                }

                foreach (var part in read.Buffer)
                {
                    await stream.WriteAsync(part, cancellationToken);
                }

                reader.AdvanceTo(read.Buffer.End);
                isWhole = read.IsCompleted;
            }
        }
    }
}
