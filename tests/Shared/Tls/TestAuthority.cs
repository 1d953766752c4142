using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Matching.Testing;

/// <summary>An authority of its own for a test, which issues certificates as PEM files.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);
    private readonly TemporaryDirectory _directory = new();
    private readonly X509Certificate2 _root;
    private int _serial;

    public TestAuthority(string name = "Test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(From, From.AddDays(30));
        CertificatePath = Write("ca.pem", _root.ExportCertificatePem());
    }

    /// <summary>The authority's own certificate.</summary>
    public string CertificatePath { get; }

    /// <summary>Issues a certificate for a name and 127.0.0.1, over the files of an earlier one of the same name.</summary>
    public (string Certificate, string Key) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using var issued = request.Create(_root, From, From.AddDays(20), BitConverter.GetBytes(++_serial));
        return (Write(name + ".pem", issued.ExportCertificatePem()), Write(name + ".key", key.ExportPkcs8PrivateKeyPem()));
    }

    public string Write(string file, string text)
    {
        var path = Path.Combine(_directory.Path, file);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A client that trusts this authority alone, and shows a certificate where it is given one.</summary>
    public HttpClient CreateClient(Uri address, Version version, (string Certificate, string Key)? identity = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.Add(_root);
            return chain.Build((X509Certificate2)certificate!);
        };
        if (identity is var (path, key))
        {
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(path, key)];
        }

        return new HttpClient(handler)
        {
            BaseAddress = address,
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
    }
}
