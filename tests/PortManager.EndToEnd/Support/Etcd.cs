using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PortManager.EndToEnd.Support;

/// <summary>A real etcd of one member, with ports and a folder of its own.</summary>
internal sealed class Etcd : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portmanager-etcd-");
    private readonly string[] _options;
    private string[] _login = [];
    private RunningProgram _program;

    private Etcd(string[] options, string scheme)
    {
        _options = options;
        (int client, int peer) = (FreePort(), FreePort());
        (Url, PeerUrl) = ($"{scheme}://127.0.0.1:{client}", $"http://127.0.0.1:{peer}");
        _program = Run();
    }

    /// <summary>Where it serves.</summary>
    public string Url { get; }

    private string PeerUrl { get; }

    /// <summary>What it has logged since it was started last.</summary>
    public string Log => _program.Errors;

    /// <summary>A port of 127.0.0.1 on which nobody listened a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts one, and waits until it serves.</summary>
    /// <param name="options">Options that it gets besides.</param>
    public static async Task<Etcd> StartAsync(params string[] options)
    {
        var etcd = new Etcd(options, "http");
        await etcd.ServesAsync();
        return etcd;
    }

    /// <summary>Starts one that wants TLS with certificates of clients, and waits until it serves.</summary>
    public static async Task<Etcd> StartWithTlsAsync(LabCertificates certificates)
    {
        var etcd = new Etcd(
            ["--cert-file", certificates.Member, "--key-file", certificates.MemberKey, "--trusted-ca-file", certificates.Authority, "--client-cert-auth"], "https");
        await Eventually.Holds("etcd serves", () => Listens(new Uri(etcd.Url).Port));
        return etcd;
    }

    /// <summary>Runs etcdctl.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        ProgramResult result = await TryControlAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Output;
    }

    /// <summary>Has etcd ask everybody to sign in: root has the password <c>secret</c>, and each host a user of its name, who may write its own prefix alone.</summary>
    public async Task AskForPasswordsAsync(params string[] hosts)
    {
        await ControlAsync("user", "add", "root:secret");
        await ControlAsync("user", "grant-role", "root", "root");
        foreach (string host in hosts)
        {
            await ControlAsync("user", "add", $"{host}:word-of-{host}");
            await ControlAsync("role", "add", host);
            await ControlAsync("role", "grant-permission", host, "read", "--prefix=true", "/portmanager/");
            await ControlAsync("role", "grant-permission", host, "readwrite", "--prefix=true", $"/portmanager/{host}/");
            await ControlAsync("user", "grant-role", host, host);
        }

        await ControlAsync("auth", "enable");
        _login = ["--user", "root:secret"];
    }

    /// <summary>The keys below a prefix, in order.</summary>
    public async Task<string[]> KeysAsync(string prefix) =>
        (await ControlAsync("get", "--prefix", "--keys-only", prefix)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A figure of its metrics; the sum, if it has several with these labels.</summary>
    /// <param name="name">The name of the metric.</param>
    /// <param name="label">A label that it has to have, as it is written there.</param>
    public async Task<double> FigureAsync(string name, string label = "")
    {
        using var http = new HttpClient();
        string text = await http.GetStringAsync(new Uri($"{Url}/metrics"), TestContext.Current.CancellationToken);
        return text.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is ' ' or '{' && line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line.AsSpan(line.LastIndexOf(' ')), CultureInfo.InvariantCulture));
    }

    /// <summary>Puts the same key so many times, before it asks for passwords.</summary>
    public async Task ChangeAsync(int times)
    {
        using var http = new HttpClient();
        await Parallel.ForAsync(0, times, TestContext.Current.CancellationToken, async (_, stop) =>
        {
            using var body = new StringContent(/*lang=json*/ """{"key":"eA==","value":"eA=="}""");
            using HttpResponseMessage answer = await http.PostAsync(new Uri($"{Url}/v3/kv/put"), body, stop);
            answer.EnsureSuccessStatusCode();
        });
    }

    /// <summary>Puts until nothing more fits into its quota.</summary>
    public Task FillAsync() => Eventually.Holds(
        "etcd is full", async () => (await TryControlAsync("put", $"/fill/{Guid.NewGuid()}", new string('x', 100_000))).Errors.Contains("space exceeded", StringComparison.Ordinal));

    /// <summary>Makes room again, as an operator does.</summary>
    public async Task EmptyAsync()
    {
        await ControlAsync("del", "--prefix", "/fill/");
        string fields = await ControlAsync("get", "--write-out=fields", "x");
        await ControlAsync("compact", fields.Split('\n').Single(l => l.StartsWith("\"Revision\"", StringComparison.Ordinal)).Split(':')[1].Trim());
        await ControlAsync("defrag");
        await ControlAsync("alarm", "disarm");
    }

    /// <summary>Ends it without giving it a chance to say goodbye.</summary>
    public Task KillAsync() => _program.KillAsync();

    /// <summary>Starts it again, on the same data.</summary>
    public async Task RestartAsync()
    {
        await _program.DisposeAsync();
        _program = Run();
        await ServesAsync();
    }

    /// <summary>Starts it again, with nothing in it.</summary>
    public Task BeginAnewAsync()
    {
        Directory.Delete(Path.Combine(_folder.FullName, "data"), recursive: true);
        _login = [];
        return RestartAsync();
    }

    public void Signal(string name) => _program.Signal(name);

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public Task ServesAsync() => Eventually.Holds("etcd serves", async () => (await TryControlAsync("endpoint", "health")).ExitCode == 0);

    private async Task<ProgramResult> TryControlAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("etcdctl", ["--endpoints", Url, .. _login, .. arguments]);
        start.Environment["ETCDCTL_API"] = "3";
        await using RunningProgram control = RunningProgram.Start(start);
        control.EndInput();
        return await control.ResultAsync();
    }

    private RunningProgram Run() => RunningProgram.Start(new ProcessStartInfo(
        "etcd",
        [
            "--data-dir", Path.Combine(_folder.FullName, "data"), "--listen-client-urls", Url, "--advertise-client-urls", Url, "--listen-peer-urls", PeerUrl,
            "--initial-advertise-peer-urls", PeerUrl, "--initial-cluster", $"default={PeerUrl}", "--log-level", "error", .. _options,
        ]));

    private static bool Listens(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
