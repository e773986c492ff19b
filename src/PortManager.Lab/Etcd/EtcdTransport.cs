using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace PortManager.Lab.Etcd;

/// <summary>Makes the HTTP connections to etcd.</summary>
internal static class EtcdTransport
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(1);

    public static SocketsHttpHandler Create(EtcdOptions options) => new()
    {
        // etcd is in the lab. A proxy is for what is outside.
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = options.Timeout,
        PooledConnectionIdleTimeout = s_idle,
        SslOptions = new SslClientAuthenticationOptions
        {
            // Read for each new connection, so that renewed certificates need no restart.
            LocalCertificateSelectionCallback = options.CertificateFile is null ? null : (_, _, _, _, _) => Certificate(options),
            RemoteCertificateValidationCallback = options.CaFile is null ? null : (_, certificate, _, errors) => IsTrusted(options.CaFile, certificate, errors),
        },
    };

    private static X509Certificate2 Certificate(EtcdOptions options) =>
        X509Certificate2.CreateFromPem(SmallFile.Read(options.CertificateFile!), SmallFile.Read(options.KeyFile ?? options.CertificateFile!));

    private static bool IsTrusted(string caFile, X509Certificate? certificate, SslPolicyErrors errors)
    {
        // The name has to be right; only the chain is judged here, by the lab's own authorities.
        if (certificate is not X509Certificate2 member || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(SmallFile.Read(caFile));
        return chain.Build(member);
    }
}
