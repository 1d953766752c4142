namespace Grpc.Core;

/// <summary>The server whose certificate is looked at.</summary>
public sealed class VerifyPeerContext
{
    internal VerifyPeerContext(string targetName, string peerPem)
    {
        TargetName = targetName;
        PeerPem = peerPem;
    }

    /// <summary>The name that the certificate should be for.</summary>
    public string TargetName { get; }

    /// <summary>The certificate, PEM.</summary>
    public string PeerPem { get; }
}
