namespace PortManager.Lab.Etcd;

/// <summary>Where etcd is, and how to sign in.</summary>
internal sealed record EtcdOptions
{
    /// <summary>Each member that may be asked, as <c>http://host:2379</c> or <c>https://host:2379</c>.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>The authorities that sign the members' certificates (PEM); null for those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>The certificate by which the members know this client (PEM); null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key of <see cref="CertificateFile"/> (PEM).</summary>
    public string? KeyFile { get; init; }

    /// <summary>A file with the user on its first line and the password on its second; null to sign in as nobody.</summary>
    public string? LoginFile { get; init; }

    /// <summary>How long one endpoint may take to answer before the next one is asked.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);
}
