using System.Net.Sockets;
using System.Text;

namespace Matching.Chaos.Faults;

/// <summary>Says one command to a Redis.</summary>
internal static class RedisWire
{
    /// <exception cref="InvalidOperationException">It answered with an error.</exception>
    public static async Task SayAsync(Uri address, string command, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, cancellationToken);
        var words = $"AUTH {Uri.UnescapeDataString(address.UserInfo.Replace(':', ' '))}\r\n{command}\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(words), cancellationToken);
        using var answers = new StreamReader(client.GetStream(), Encoding.ASCII);
        for (var i = 0; i < 2; i++)
        {
            if ((await answers.ReadLineAsync(cancellationToken)) is not ['+', ..])
            {
                throw new InvalidOperationException($"Redis refused {command}.");
            }
        }
    }
}
