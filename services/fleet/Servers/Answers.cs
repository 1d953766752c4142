using System.Net.Sockets;
using System.Text;

namespace Matching.Servers;

/// <summary>
/// Asks servers, in the first words of their protocols and without a password, whether they are ready.
/// </summary>
public static class Answers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // The start-up packet of protocol 3.0 (PostgreSQL, "Message Formats"): length, version, user.
    private static readonly byte[] PostgresHello = [0, 0, 0, 21, 0, 3, 0, 0, .. "user\0nobody\0\0"u8];

    /// <summary>Ready when it asks for a password; one that still starts or stops answers with an error.</summary>
    public static Task<bool> PostgresAsync(string host, int port, CancellationToken cancellationToken) =>
        AskAsync(host, port, PostgresHello, answer => answer is [(byte)'R', ..], cancellationToken);

    /// <summary>Ready when it begins a connection (AMQP 0-9-1, 4.2.2): it listens at the end of its start.</summary>
    public static Task<bool> RabbitAsync(string host, int port, CancellationToken cancellationToken) =>
        AskAsync(host, port, "AMQP\0\0\u0009\u0001"u8.ToArray(), answer => answer is [1, ..], cancellationToken);

    /// <summary>Ready when it has loaded its data, also where it wants a password first.</summary>
    public static Task<bool> RedisAsync(string host, int port, CancellationToken cancellationToken) =>
        AskAsync(
            host,
            port,
            "PING\r\n"u8.ToArray(),
            answer => !Encoding.ASCII.GetString(answer).StartsWith("-LOADING", StringComparison.Ordinal),
            cancellationToken);

    /// <summary>Whether somebody listens.</summary>
    public static Task<bool> AnybodyAsync(string host, int port, CancellationToken cancellationToken) =>
        AskAsync(host, port, [], _ => true, cancellationToken);

    private static async Task<bool> AskAsync(
        string host, int port, byte[] question, Func<byte[], bool> isReady, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, patience.Token);
            if (question.Length == 0)
            {
                return true;
            }

            await client.GetStream().WriteAsync(question, patience.Token);
            var answer = new byte[64];
            var length = await client.GetStream().ReadAsync(answer, patience.Token);
            return isReady(answer[..length]);
        }
        catch (Exception error) when (error is SocketException or IOException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
