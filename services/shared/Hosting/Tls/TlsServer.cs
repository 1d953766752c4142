using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;

namespace Matching.Hosting;

/// <summary>
/// TLS for what a host listens on, where <see cref="CertificateKey"/> and <see cref="PrivateKey"/> name PEM files; with
/// <see cref="ClientAuthoritiesKey"/> only callers with a certificate of one of these authorities are let in. Files
/// that are replaced are taken up by the next connections.
/// </summary>
public sealed class TlsServer
{
    public const string CertificateKey = "TLS_CERTIFICATE";
    public const string PrivateKey = "TLS_KEY";
    public const string ClientAuthoritiesKey = "TLS_CLIENT_CA";

    private readonly ReloadedFiles<CertificateFile.Identity> _identity;
    private readonly ReloadedFiles<X509Certificate2Collection>? _authorities;

    private TlsServer(
        ReloadedFiles<CertificateFile.Identity> identity, ReloadedFiles<X509Certificate2Collection>? authorities) =>
        (_identity, _authorities) = (identity, authorities);

    /// <summary>Reads the settings; null where they name no certificate.</summary>
    /// <exception cref="InvalidOperationException">A setting or a file is missing or wrong.</exception>
    public static TlsServer? From(IConfiguration configuration)
    {
        var (certificate, key) = (configuration[CertificateKey], configuration[PrivateKey]);
        var authorities = configuration[ClientAuthoritiesKey];
        return (certificate, key, authorities) switch
        {
            ({ Length: > 0 }, { Length: > 0 }, _) => new TlsServer(
                CertificateFile.Watch(CertificateKey, certificate, PrivateKey, key, TimeProvider.System),
                authorities is { Length: > 0 }
                    ? CertificateFile.WatchAuthorities(ClientAuthoritiesKey, authorities, TimeProvider.System)
                    : null),
            ({ Length: > 0 }, _, _) => throw Missing(PrivateKey, CertificateKey),
            (_, { Length: > 0 }, _) => throw Missing(CertificateKey, PrivateKey),
            (_, _, { Length: > 0 }) => throw Missing(CertificateKey, ClientAuthoritiesKey),
            _ => null,
        };
    }

    /// <summary>Has a listener speak TLS, and both versions of HTTP over it, as the caller chooses by ALPN.</summary>
    public void Secure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(CreateOptions()) });
    }

    private static InvalidOperationException Missing(string key, string because) =>
        new($"{key} is not set, but {because} is: it must name a PEM file.");

    private SslServerAuthenticationOptions CreateOptions()
    {
        var identity = _identity.Current;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(
                identity.Certificate, identity.Intermediates, offline: true),
        };
        if (_authorities?.Current is { } authorities)
        {
            options.ClientCertificateRequired = true;
            options.RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                certificate is X509Certificate2 given && CertificateFile.IsTrusted(given, chain, authorities);
        }

        return options;
    }
}
