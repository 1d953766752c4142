using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Matching.Hosting;

/// <summary>Reads certificates in PEM and says which setting is wrong where it cannot.</summary>
internal static class CertificateFile
{
    /// <summary>A certificate with its private key, and what its file holds beside it.</summary>
    public sealed record Identity(X509Certificate2 Certificate, X509Certificate2Collection Intermediates);

    /// <exception cref="InvalidOperationException">A file is missing or wrong.</exception>
    public static ReloadedFiles<Identity> Watch(
        string certificateKey, string certificatePath, string privateKey, string privatePath, TimeProvider clock)
    {
        Require(certificateKey, certificatePath);
        Require(privateKey, privatePath);
        return Open($"{certificateKey}={certificatePath} with {privateKey}={privatePath}", () =>
            new ReloadedFiles<Identity>(
                [certificatePath, privatePath], () => ReadIdentity(certificatePath, privatePath), clock));
    }

    /// <exception cref="InvalidOperationException">The file is missing or wrong.</exception>
    public static ReloadedFiles<X509Certificate2Collection> WatchAuthorities(
        string key, string path, TimeProvider clock)
    {
        Require(key, path);
        return Open($"{key}={path}", () =>
            new ReloadedFiles<X509Certificate2Collection>([path], () => ReadAuthorities(path), clock));
    }

    /// <summary>Whether a certificate descends from one of the authorities and is valid now.</summary>
    public static bool IsTrusted(
        X509Certificate2 certificate, X509Chain? received, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        foreach (var element in received?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }

    private static T Open<T>(string setting, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception error) when (IsUnusable(error))
        {
            throw new InvalidOperationException($"{setting} cannot be used: {error.Message}", error);
        }
    }

    /// <summary>Whether an error says that a file is not what it should be, such as the key of another.</summary>
    public static bool IsUnusable(Exception error) =>
        error is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException;

    private static void Require(string key, string path)
    {
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"{key}={path}: there is no such file.");
        }
    }

    private static Identity ReadIdentity(string certificatePath, string privatePath)
    {
        var leaf = X509Certificate2.CreateFromPemFile(certificatePath, privatePath);
        var rest = ReadAuthorities(certificatePath);
        rest.RemoveAt(0);
        return new Identity(leaf, rest);
    }

    private static X509Certificate2Collection ReadAuthorities(string path)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(path);
        return certificates.Count > 0
            ? certificates
            : throw new CryptographicException("There is no certificate in it.");
    }
}
