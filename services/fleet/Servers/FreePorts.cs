using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Matching.Servers;

/// <summary>
/// Finds ports of loopback that nobody listens on, below those that the system gives to connections: one that is found
/// stays free until its server starts, unless another server looks for the same one.
/// </summary>
public static class FreePorts
{
    private const int First = 20_000;
    private const int Last = 32_000;
    private const int MaximumAttempts = 1_000;

    public static int Find()
    {
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port between {First} and {Last} is free.");
    }

    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
