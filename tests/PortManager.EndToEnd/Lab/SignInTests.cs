using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>An etcd that asks for passwords and forgets who has signed in: hosts and watches sign in again, and none is silent for ever.</summary>
public sealed class SignInTests : IDisposable
{
    private readonly TestFile _ofHost = new("h1\nword-of-h1\n");
    private readonly TestFile _ofWatch = new("w\nword-of-w\n");
    private readonly TestFile _lab = new("");

    public void Dispose()
    {
        _ofHost.Dispose();
        _ofWatch.Dispose();
        _lab.Dispose();
    }

    [Fact]
    public async Task A_token_that_has_run_out_while_nothing_happened_is_renewed()
    {
        await using Etcd etcd = await StartAsync("--auth-token-ttl", "1", "--logger", "zap", "--log-outputs", "stderr", "--log-level", "info");
        await using Daemon daemon = await StartAsync(etcd);
        using LineClient client = LineClient.Connect(daemon.Port);
        int first = client.Gimme("First", "fox");
        await using RunningProgram watch = Watch(etcd);
        Assert.Equal($"+ {first} First fox h1", await watch.LineAsync());
        await Eventually.Holds("the tokens have run out", () => HasRunOut(etcd, "h1") && HasRunOut(etcd, "w"));

        int second = client.Gimme("Second", "fox");

        Assert.Equal($"+ {second} Second fox h1", await watch.LineAsync(1));
    }

    [Fact]
    public async Task A_watch_whose_stream_broke_and_whose_token_is_gone_is_a_watch_again()
    {
        await using Etcd etcd = await StartAsync();
        await using Daemon daemon = await StartAsync(etcd);
        using LineClient client = LineClient.Connect(daemon.Port);
        int first = client.Gimme("First", "fox");
        await using RunningProgram watch = Watch(etcd);
        Assert.Equal($"+ {first} First fox h1", await watch.LineAsync());

        watch.Signal("STOP");
        await ReplaceUserAsync(etcd, "w");
        _ofWatch.Write("w\nanother\n");
        await etcd.KillAsync();
        await etcd.RestartAsync();
        watch.Signal("CONT");

        // One that only reads again and again is no burden that etcd should have for ever.
        await Eventually.Holds("etcd has a watcher", async () => await etcd.FigureAsync("etcd_debugging_mvcc_watcher_total") > 0);
        int second = client.Gimme("Second", "fox");
        Assert.Equal($"+ {second} Second fox h1", await watch.LineAsync(1));
    }

    [Fact]
    public async Task A_password_that_is_changed_in_etcd_first_and_in_the_files_a_while_later_ends_nothing()
    {
        await using Etcd etcd = await StartAsync();
        await using Daemon daemon = await StartAsync(etcd);
        using LineClient client = LineClient.Connect(daemon.Port);
        int first = client.Gimme("First", "fox");
        await using RunningProgram watch = Watch(etcd);
        Assert.Equal($"+ {first} First fox h1", await watch.LineAsync());

        await ReplaceUserAsync(etcd, "w");
        await Eventually.Holds("the watch was refused more than once", async () =>
            await etcd.FigureAsync("grpc_server_handled_total", "grpc_code=\"InvalidArgument\",grpc_method=\"Authenticate\"") > 1 || watch.HasEnded);
        await ReplaceUserAsync(etcd, "h1");
        int second = client.Gimme("Second", "fox");
        await Eventually.Holds("the host says so", () => File.ReadAllText(daemon.Log).Contains("authentication failed", StringComparison.Ordinal));
        _ofHost.Write("h1\nanother\n");
        _ofWatch.Write("w\nanother\n");

        Assert.Equal($"+ {second} Second fox h1", await watch.LineAsync(1));
        Assert.Equal("", watch.Errors);
    }

    [Fact]
    public async Task An_etcd_that_has_begun_anew_with_the_same_users_has_what_it_had()
    {
        await using Etcd etcd = await Etcd.StartAsync();
        // The tokens of before name a place in the log that the new one does not reach while this test looks.
        await etcd.ChangeAsync(2000);
        await etcd.AskForPasswordsAsync("h1", "w");
        await using Daemon daemon = await StartAsync(etcd, lease: 10);
        using LineClient client = LineClient.Connect(daemon.Port);
        int first = client.Gimme("First", "fox");
        await using RunningProgram watch = Watch(etcd);
        Assert.Equal($"+ {first} First fox h1", await watch.LineAsync());

        await etcd.KillAsync();
        await etcd.BeginAnewAsync();
        await etcd.AskForPasswordsAsync("h1", "w");

        await Eventually.Holds("the row is there again", async () => (await etcd.KeysAsync("/portmanager/h1/")).Contains($"/portmanager/h1/{first}"));
        int second = client.Gimme("Second", "fox");
        int shown = 1;
        string line;
        do
            line = await watch.LineAsync(shown++);
        while (line != $"+ {second} Second fox h1");
        Assert.Equal("", watch.Errors);
    }

    [Fact]
    public async Task A_watch_whose_user_may_no_longer_read_the_lab_ends_and_says_so()
    {
        await using Etcd etcd = await StartAsync();
        await using Daemon daemon = await StartAsync(etcd);
        using LineClient client = LineClient.Connect(daemon.Port);
        int first = client.Gimme("First", "fox");
        await using RunningProgram watch = Watch(etcd);
        Assert.Equal($"+ {first} First fox h1", await watch.LineAsync());

        await etcd.ControlAsync("user", "revoke-role", "w", "w");
        await etcd.KillAsync();
        await etcd.RestartAsync();

        Assert.NotEqual(0, await watch.EndedAsync());
        Assert.Contains("permission denied", watch.Errors, StringComparison.Ordinal);
    }

    private static async Task<Etcd> StartAsync(params string[] options)
    {
        Etcd etcd = await Etcd.StartAsync(options);
        await etcd.AskForPasswordsAsync("h1", "w");
        return etcd;
    }

    // The lease is long, so that a host that is not let in for a while loses no row.
    private Task<Daemon> StartAsync(Etcd etcd, int lease = 300) =>
        Daemon.StartAsync(options: ["--directory", etcd.Url, "--host-name", "h1", "--directory-lease", $"{lease}", "--directory-login", _ofHost.Path]);

    private RunningProgram Watch(Etcd etcd)
    {
        _lab.Write($"directory = {etcd.Url}\nlogin = {_ofWatch.Path}\n");
        return PortManagerProgram.Start("watch", "--lab", "--lab-file", _lab.Path);
    }

    private static bool HasRunOut(Etcd etcd, string user) => etcd.Log.Split('\n').Any(line =>
        line.Contains("deleted a simple token", StringComparison.Ordinal) && line.Contains($"\"{user}\"", StringComparison.Ordinal));

    private static async Task ReplaceUserAsync(Etcd etcd, string name)
    {
        await etcd.ControlAsync("user", "delete", name);
        await etcd.ControlAsync("user", "add", $"{name}:another");
        await etcd.ControlAsync("user", "grant-role", name, name);
    }
}
