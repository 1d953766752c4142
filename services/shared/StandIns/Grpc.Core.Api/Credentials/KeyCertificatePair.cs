namespace Grpc.Core;

/// <summary>A certificate chain and the private key of its first certificate, both PEM.</summary>
public sealed class KeyCertificatePair
{
    /// <summary>Creates a pair.</summary>
    public KeyCertificatePair(string certificateChain, string privateKey)
    {
        ArgumentNullException.ThrowIfNull(certificateChain);
        ArgumentNullException.ThrowIfNull(privateKey);

        CertificateChain = certificateChain;
        PrivateKey = privateKey;
    }

    /// <summary>The chain.</summary>
    public string CertificateChain { get; }

    /// <summary>The key.</summary>
    public string PrivateKey { get; }
}
