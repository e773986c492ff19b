using PortManager.Lab.Etcd;

namespace PortManager.Lab;

/// <summary>Where the directory of a lab is, and how to sign in there. <see cref="Problem"/> is the one place that checks it.</summary>
public sealed record LabOptions
{
    /// <summary>The prefix of all keys, unless told otherwise.</summary>
    public const string DefaultPrefix = "/portmanager/";

    /// <summary>The members of etcd; at least one. Each is <c>http://host:port</c> or <c>https://host:port</c>.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; set; }

    /// <summary>The prefix of all keys of the lab; it ends with a slash. Default: /portmanager/.</summary>
    public string Prefix { get; set; } = DefaultPrefix;

    /// <summary>The authorities that sign the certificates of etcd's members (PEM). Default (null): those of the system.</summary>
    public string? CaFile { get; set; }

    /// <summary>The certificate by which etcd knows this client (PEM). Default (null): none.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The key of the certificate (PEM). Default (null): it is in the file of the certificate.</summary>
    public string? KeyFile { get; set; }

    /// <summary>A file with etcd's user on its first line and the password on its second. Default (null): nobody signs in.</summary>
    public string? LoginFile { get; set; }

    /// <summary>How long one member of etcd may take to answer before the next one is asked. Default: 3 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Reads a list of members, separated by commas.</summary>
    /// <returns>The members; null if one is not an address of the form <c>http://host:port</c> or <c>https://host:port</c>.</returns>
    public static IReadOnlyList<Uri>? ParseEndpoints(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var endpoints = new List<Uri>();
        foreach (string part in text.Split(','))
        {
            if (!Uri.TryCreate(part.Trim(), UriKind.Absolute, out Uri? endpoint) || !IsEndpoint(endpoint))
                return null;
            endpoints.Add(endpoint);
        }

        return endpoints;
    }

    /// <summary>What is wrong with these options, as a sentence that says what is expected; null when nothing is.</summary>
    internal string? Problem()
    {
        if (Endpoints.Count == 0 || !Endpoints.All(IsEndpoint))
            return "the directory has no address: give members of etcd such as http://etcd1:2379,http://etcd2:2379";
        if (Prefix.Length < 2 || Prefix[^1] != '/')
            return "the prefix of the directory should end with a slash, as /portmanager/ does";
        if (KeyFile is not null && CertificateFile is null)
            return "the key for the directory has no certificate: give both";
        return Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromHours(1) ? "the timeout of the directory is out of range: give up to an hour" : null;
    }

    internal EtcdOptions ToEtcd() => new()
    {
        Endpoints = Endpoints,
        CaFile = CaFile,
        CertificateFile = CertificateFile,
        KeyFile = KeyFile,
        LoginFile = LoginFile,
        Timeout = Timeout,
    };

    // A user in the address would be seen by everybody who lists processes.
    private static bool IsEndpoint(Uri uri) => uri is { IsAbsoluteUri: true, Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Fragment: "" };
}
