using System.Diagnostics;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>An environment that names a proxy for all that is outside: etcd is in the lab.</summary>
public sealed class ProxyTests
{
    private static readonly string[] s_variables = ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Neither_a_host_nor_a_tool_goes_by_way_of_it(bool tls)
    {
        using LabCertificates? certificates = tls ? await LabCertificates.MakeAsync() : null;
        await using Etcd etcd = certificates is null ? await Etcd.StartAsync() : await Etcd.StartWithTlsAsync(certificates);
        using var lab = new TestFile(certificates is null
            ? $"directory = {etcd.Url}\n"
            : $"directory = {etcd.Url}\nca = {certificates.Authority}\ncertificate = {certificates.Host}\nkey = {certificates.HostKey}\n");
        await using Daemon daemon = await Daemon.StartAsync(
            options: ["--lab-file", lab.Path, "--host-name", "h1"], shell: $"export {string.Join(' ', s_variables.Select(name => $"{name}=http://127.0.0.1:1"))}");
        using LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("RingMaster", "fox");

        var start = new ProcessStartInfo(PortManagerProgram.Exe, ["wait", "--lab", "--lab-file", lab.Path, "RingMaster"]);
        foreach (string name in s_variables)
            start.Environment[name] = "http://127.0.0.1:1";
        await using RunningProgram wait = RunningProgram.Start(start);

        Assert.Equal($"h1 {port}", await wait.LineAsync());
    }
}
