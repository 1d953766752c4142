using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace Matching.Hosting;

/// <summary>
/// TLS for calls to other services: whom to trust, and the certificate that is shown where one is asked for. Without
/// settings the authorities of the machine are trusted. Files that are replaced are taken up by the next connections.
/// </summary>
internal sealed class TlsClient
{
    public const string AuthoritiesKey = "TLS_CA";
    public const string CertificateKey = "TLS_CLIENT_CERTIFICATE";
    public const string PrivateKey = "TLS_CLIENT_KEY";

    private readonly ReloadedFiles<X509Certificate2Collection>? _authorities;
    private readonly ReloadedFiles<CertificateFile.Identity>? _identity;

    /// <exception cref="InvalidOperationException">A setting or a file is missing or wrong.</exception>
    public TlsClient(IConfiguration configuration)
    {
        if (configuration[AuthoritiesKey] is { Length: > 0 } authorities)
        {
            _authorities = CertificateFile.WatchAuthorities(AuthoritiesKey, authorities, TimeProvider.System);
        }

        _identity = (configuration[CertificateKey], configuration[PrivateKey]) switch
        {
            ({ Length: > 0 } certificate, { Length: > 0 } key) =>
                CertificateFile.Watch(CertificateKey, certificate, PrivateKey, key, TimeProvider.System),
            (null or "", null or "") => null,
            _ => throw new InvalidOperationException(
                $"{CertificateKey} and {PrivateKey} must both be set, or neither."),
        };
    }

    /// <summary>Whether the settings say whom to trust.</summary>
    public bool IsConfigured => _authorities is not null;

    public SslClientAuthenticationOptions CreateOptions()
    {
        var options = new SslClientAuthenticationOptions();
        if (_authorities is not null)
        {
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                && certificate is X509Certificate2 given
                && CertificateFile.IsTrusted(given, chain, _authorities.Current);
        }

        if (_identity is not null)
        {
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => _identity.Current.Certificate;
        }

        return options;
    }
}
