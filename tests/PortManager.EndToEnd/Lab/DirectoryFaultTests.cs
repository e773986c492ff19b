using PortManager.EndToEnd.Support;
using PortManager.Lab;

namespace PortManager.EndToEnd.Lab;

/// <summary>An etcd that is down, stopped, full, or that lets nobody in: the host goes on as ever, and the directory is right when it is over.</summary>
public sealed class DirectoryFaultTests
{
    [Fact]
    public async Task A_host_is_served_without_etcd_and_published_when_it_comes()
    {
        await using Etcd etcd = await Etcd.StartAsync();
        await etcd.KillAsync();
        await using Daemon daemon = await StartAsync(etcd);
        using LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("RingMaster", "fox");
        Assert.Equal([$"{port} RingMaster fox"], client.List());
        await Eventually.Holds("the log says so", () => Count(daemon, "the directory of the lab is behind") == 1);
        Assert.Contains("directory behind", (await StatusAsync(client)).Select(l => l), StringComparer.Ordinal);

        await etcd.RestartAsync();

        await Eventually.Holds("it is listed", async () => (await ListAsync(etcd)).SequenceEqual([port]));
        await Eventually.Holds("the log says that it is over", () => Count(daemon, "the directory of the lab has all ports of h1") == 1);
        Assert.Equal(1, Count(daemon, "the directory of the lab is behind"));
        Assert.Contains("directory current", await StatusAsync(client), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_host_is_served_while_etcd_is_stopped_and_what_changed_meanwhile_is_published_then()
    {
        await using Etcd etcd = await Etcd.StartAsync();
        await using Daemon daemon = await StartAsync(etcd);
        using LineClient stays = LineClient.Connect(daemon.Port), goes = LineClient.Connect(daemon.Port);
        int staying = stays.Gimme("Stays");
        goes.Gimme("Goes");
        await Eventually.Holds("both are listed", async () => (await ListAsync(etcd)).Length == 2);

        etcd.Signal("STOP");
        goes.Dispose();
        using LineClient comes = LineClient.Connect(daemon.Port);
        int coming = comes.Gimme("Comes");
        Assert.Equal(2, comes.List().Length);
        await Eventually.Holds("the log says so", () => Count(daemon, "the directory of the lab is behind") == 1);
        etcd.Signal("CONT");

        await Eventually.Holds("the directory is right", async () => (await ListAsync(etcd)).SequenceEqual(new[] { staying, coming }.Order()));
    }

    [Fact]
    public async Task A_full_etcd_still_loses_what_is_free_and_gets_the_rest_when_there_is_room()
    {
        await using Etcd etcd = await Etcd.StartAsync("--quota-backend-bytes", "1048576");
        await using Daemon daemon = await StartAsync(etcd);
        using LineClient stays = LineClient.Connect(daemon.Port), goes = LineClient.Connect(daemon.Port);
        int staying = stays.Gimme("Stays");
        goes.Gimme("Goes");
        await Eventually.Holds("both are listed", async () => (await ListAsync(etcd)).Length == 2);
        await etcd.FillAsync();

        goes.Dispose();
        int waiting = stays.Gimme("Waits");
        await Eventually.Holds("what is free is gone", async () => (await ListAsync(etcd)).SequenceEqual([staying]));
        await Eventually.Holds("the log says so", () => Count(daemon, "database space exceeded") == 1);
        await etcd.EmptyAsync();

        await Eventually.Holds("the rest is there", async () => (await ListAsync(etcd)).SequenceEqual(new[] { staying, waiting }.Order()));
    }

    [Fact]
    public async Task A_host_signs_in_with_the_password_of_a_file_and_writes_its_own_rows_alone()
    {
        await using Etcd etcd = await Etcd.StartAsync();
        await etcd.AskForPasswordsAsync("h1", "h2");
        using var login = new TestFile("h1\nwrong\n");
        await using Daemon daemon = await StartAsync(etcd, "--directory-login", login.Path);
        using LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("RingMaster", "fox");
        await Eventually.Holds("the log names the password", () => Count(daemon, "authentication failed") == 1);

        login.Write("h1\nword-of-h1\n");
        await Eventually.Holds("it is listed", async () => (await ListAsync(etcd, login.Path)).SequenceEqual([port]));

        await using Daemon other = await Daemon.StartAsync(options: ["--directory", etcd.Url, "--host-name", "h2", "--directory-lease", "3", "--directory-login", login.Path]);
        using LineClient observer = LineClient.Connect(other.Port);
        // The log has only the first problem, which may be a slow etcd.
        await Eventually.Holds("another host's rows cannot be written", async () =>
            (await StatusAsync(observer)).Any(line => line.Contains("permission denied", StringComparison.Ordinal)));
        Assert.Empty(await etcd.KeysAsync("/portmanager/h2/"));
    }

    [Fact]
    public async Task A_watch_and_a_host_go_on_when_users_are_added_and_their_token_is_old()
    {
        await using Etcd etcd = await Etcd.StartAsync("--auth-token-ttl", "1");
        await etcd.AskForPasswordsAsync("h1");
        using var login = new TestFile("h1\nword-of-h1\n");
        using var lab = new TestFile($"directory = {etcd.Url}\nlogin = {login.Path}\n");
        await using Daemon daemon = await StartAsync(etcd, "--directory-login", login.Path);
        using LineClient client = LineClient.Connect(daemon.Port);
        int first = client.Gimme("First", "fox");
        await using RunningProgram watch = PortManagerProgram.Start("watch", "--lab", "--lab-file", lab.Path);
        Assert.Equal($"+ {first} First fox h1", await watch.LineAsync());

        // Whatever was given out before is old by this.
        await etcd.ControlAsync("user", "add", "somebody:else");

        int second = client.Gimme("Second", "fox");
        Assert.Equal($"+ {second} Second fox h1", await watch.LineAsync(1));
    }

    [Fact]
    public async Task Hosts_and_tools_speak_TLS_with_certificates_of_the_lab_and_of_their_own()
    {
        using LabCertificates certificates = await LabCertificates.MakeAsync();
        await using Etcd etcd = await Etcd.StartWithTlsAsync(certificates);
        await using Daemon stranger = await StartAsync(etcd, "--directory-ca", certificates.Authority);
        await Eventually.Holds("a host without a certificate is refused", () => Count(stranger, "the directory of the lab is behind") == 1);
        await using Daemon daemon = await Daemon.StartAsync(options:
        [
            "--directory", etcd.Url, "--host-name", "h2", "--directory-ca", certificates.Authority, "--directory-cert", certificates.Host, "--directory-key", certificates.HostKey,
        ]);
        using LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("RingMaster", "fox");
        using var lab = new TestFile($"directory = {etcd.Url}\nca = {certificates.Authority}\ncertificate = {certificates.Host}\nkey = {certificates.HostKey}\n");

        ProgramResult waited = await PortManagerProgram.RunAsync("wait", "--lab", "--lab-file", lab.Path, "RingMaster");

        Assert.Equal($"h2 {port}\n", waited.Output);
    }

    private static Task<Daemon> StartAsync(Etcd etcd, params string[] more) =>
        Daemon.StartAsync(options: ["--directory", etcd.Url, "--host-name", "h1", "--directory-lease", "3", .. more]);

    private static int Count(Daemon daemon, string words) => File.ReadAllLines(daemon.Log).Count(line => line.Contains(words, StringComparison.Ordinal));

    private static Task<string[]> StatusAsync(LineClient client) => Task.FromResult(client.Listing("STATUS"));

    private static async Task<int[]> ListAsync(Etcd etcd, string? login = null)
    {
        await using LabDirectory lab = await LabDirectory.ConnectAsync(
            new LabOptions { Endpoints = [new Uri(etcd.Url)], LoginFile = login }, TestContext.Current.CancellationToken);
        return [.. (await lab.ListAsync(TestContext.Current.CancellationToken)).Select(s => s.Port)];
    }
}
