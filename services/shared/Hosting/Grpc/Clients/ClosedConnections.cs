namespace Matching.Hosting;

/// <summary>
/// Tells a connection that the server closed in good order, as one that stops does, as any other loss of a connection:
/// the call is UNAVAILABLE and worth a retry elsewhere. The client library takes it for an INTERNAL error.
/// </summary>
internal sealed class ClosedConnections(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int NoError = 0;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException error) when (error.InnerException is HttpProtocolException { ErrorCode: NoError })
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError, error.Message, new IOException("The server closed the connection."));
        }
    }
}
