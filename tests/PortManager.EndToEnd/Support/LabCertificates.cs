namespace PortManager.EndToEnd.Support;

/// <summary>An authority, a certificate of a member of etcd that it signed, and one of a host. They are made by openssl, as docs/lab-setup.md says.</summary>
internal sealed class LabCertificates : IDisposable
{
    private readonly DirectoryInfo _folder;

    private LabCertificates(DirectoryInfo folder) => _folder = folder;

    public string Authority => In("ca.pem");

    public string Member => In("member.pem");

    public string MemberKey => In("member.key");

    public string Host => In("host.pem");

    public string HostKey => In("host.key");

    public static async Task<LabCertificates> MakeAsync()
    {
        var made = new LabCertificates(Directory.CreateTempSubdirectory("portmanager-tls-"));
        await OpenSslAsync("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=lab", "-keyout", made.In("ca.key"), "-out", made.Authority);
        await made.SignAsync("member", "subjectAltName=IP:127.0.0.1");
        await made.SignAsync("host", "extendedKeyUsage=clientAuth");
        return made;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task SignAsync(string name, string extension)
    {
        await File.WriteAllTextAsync(In($"{name}.ext"), extension + "\n");
        await OpenSslAsync("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", $"/CN={name}", "-keyout", In($"{name}.key"), "-out", In($"{name}.csr"));
        await OpenSslAsync("x509", "-req", "-in", In($"{name}.csr"), "-CA", Authority, "-CAkey", In("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", In($"{name}.ext"), "-out", In($"{name}.pem"));
    }

    private static async Task OpenSslAsync(params string[] arguments)
    {
        await using RunningProgram openSsl = RunningProgram.Start("openssl", arguments);
        ProgramResult result = await openSsl.ResultAsync();
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
