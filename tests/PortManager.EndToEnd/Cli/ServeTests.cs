using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary>The daemon's options, in all their spellings.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portmanager-test-");

    private string PortFile => In("listen.port");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("DaqPortManager", "", "-")]
    [InlineData("DaqPortManager", "", "--")]
    [InlineData("portmanager", "serve", "-")]
    [InlineData("portmanager", "serve", "--")]
    public async Task The_Tcl_daemons_options_have_one_dash_or_two(string name, string verb, string dash)
    {
        (int low, int high) = Pools.Take(5);
        using var link = new ProgramLink(name);
        await using RunningProgram daemon = link.Start(
        [
            .. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            dash + "ports", $"{high}-{low}",
            dash + "listen", "127.0.0.1:0",
            dash + "log", In("log"),
            dash + "usagefile", In("ports.txt"),
            dash + "portfile", PortFile,
            dash + "pidfile", In("pid"),
            "--state", In("state"),
        ]);
        using LineClient client = await ConnectAsync(daemon);

        Assert.Equal([.. Enumerable.Range(low, 5)], Enumerable.Range(0, 5).Select(_ => client.Gimme("s")).Order());
        Assert.Equal($"{daemon.Id}", File.ReadAllText(In("pid")).Trim());
        await Eventually.Holds("the log is there", () => File.Exists(In("log")));
        await Eventually.Holds("the usage file is there", () => File.Exists(In("ports.txt")));
        await Eventually.Holds("it lists them", () => File.ReadLines(In("ports.txt")).Count() == 5);
        daemon.Signal("TERM");
        Assert.Equal(0, await daemon.EndedAsync());
    }

    [Fact]
    public async Task An_option_of_DaqPortManager_that_is_given_twice_is_what_the_last_one_says()
    {
        (int low, int high) = Pools.Take(5);
        using var link = new ProgramLink("DaqPortManager");
        await using RunningProgram daemon = link.Start(
            "-ports", "1-5", "-listen", "0.0.0.0:1", "-listen=0.0.0.0:2", "-log", "/no/such", "-portfile", In("first"), "--grace", "1",
            "-ports", $"{low}-{high}", "-listen", "127.0.0.1:0", "-log", In("log"), "-usagefile", In("ports.txt"), "-portfile", PortFile, "-pidfile", In("pid"),
            "--state", In("state"), "--grace", "2");
        using LineClient client = await ConnectAsync(daemon);

        Assert.InRange(client.Gimme("s"), low, high);
        Assert.Matches("^PortManager [0-9.]+ listens on 127\\.0\\.0\\.1:[0-9]+$", await daemon.LineAsync());
        Assert.False(File.Exists(In("first")));
    }

    [Theory]
    [InlineData("-l", "-p", "-n")]
    [InlineData("--listen-port", "--port-base", "--num-ports")]
    public async Task So_do_those_of_the_Rust_daemon(string listen, string portBase, string count)
    {
        (int low, int high) = Pools.Take(5);
        await using RunningProgram daemon = Start(listen, "127.0.0.1:0", portBase, $"{low}", count, "5");
        using LineClient client = await ConnectAsync(daemon);

        Assert.Equal([.. Enumerable.Range(low, 5)], Enumerable.Range(0, 5).Select(_ => client.Gimme("s")).Order());
        Assert.Equal(high, low + 4);
        Assert.Equal("FAIL {no free ports}", client.Ask("GIMME s u"));
    }

    [Theory]
    [InlineData("-p", "12000", "12000-12999 (1000 ports)")]
    [InlineData("-n", "5", "31000-31004 (5 ports)")]
    [InlineData("--ports", "12000", "12000 (1 port)")]
    [InlineData("--ports", "12000-12001,12005", "12000-12001,12005 (3 ports)")]
    [InlineData("--duplicates", "number", "30001-31000 (1000 ports)")]
    public async Task What_is_not_given_has_the_default_of_its_daemon(string option, string value, string pool)
    {
        await using RunningProgram daemon = Start("--listen", "127.0.0.1:0", option, value);

        using LineClient client = await ConnectAsync(daemon);
        await Eventually.Holds("it says what its pool is", () => daemon.Output.Contains($" {pool}\n", StringComparison.Ordinal));
        bool isWarned = daemon.Errors.Contains("the pool is the one port 12000: a range is written 12000-12999", StringComparison.Ordinal);
        Assert.Equal((option, value) == ("--ports", "12000"), isWarned);
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("tclsh")]
    public async Task The_installed_DaqPortManager_is_a_script_of_sh_and_of_Tcl(string interpreter)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "packaging", "nscldaq", "DaqPortManager");
        (int low, int high) = Pools.Take(2);
        using var link = new ProgramLink("portmanager");
        await using RunningProgram daemon = RunningProgram.Start(
            "/usr/bin/env",
            [
                $"PATH={link.Folder}:/usr/bin:/bin", interpreter, script, "-ports", "1-2", "-ports", $"{low}-{high}", "-listen", "127.0.0.1:0",
                "-log", In("log"), "-usagefile", In("ports.txt"), "-portfile", PortFile, "-pidfile", In("pid"), "--state", In("state"),
            ]);
        using LineClient client = await ConnectAsync(daemon);

        Assert.InRange(client.Gimme("s"), low, high);
        daemon.Signal("TERM");
        await daemon.EndedAsync();
        await Eventually.Holds("the daemon ended with it", () => !File.Exists(PortFile));
    }

    [Fact]
    public async Task Portman_takes_the_options_of_the_Rust_daemon_also_without_a_blank_before_the_value()
    {
        (int low, _) = Pools.Take(5);
        using var link = new ProgramLink("portman");
        await using RunningProgram daemon = link.Start(
            "-l127.0.0.1:0", $"-p{low}", "-n5",
            "--log", In("log"), "--usagefile", In("ports.txt"), "--portfile", PortFile, "--pidfile", In("pid"), "--state", In("state"));
        using LineClient client = await ConnectAsync(daemon);

        Assert.Equal([.. Enumerable.Range(low, 5)], Enumerable.Range(0, 5).Select(_ => client.Gimme("s")).Order());
    }

    [Theory]
    [InlineData("30001-30010", 0, "the options are right\n")]
    [InlineData("30001-x", 2, "")]
    public async Task Check_says_whether_the_options_are_right_and_starts_nothing(string ports, int exitCode, string said)
    {
        await using RunningProgram check = Start("--check", "--listen", "127.0.0.1:0", "--ports", ports);

        ProgramResult result = await check.ResultAsync();
        Assert.Equal((exitCode, said), (result.ExitCode, result.Output));
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Check_says_what_may_not_be_meant_so()
    {
        string former = In("ports.txt");
        await using RunningProgram check = Start("--check", "--listen", "30000", "--ports", "30000-30010", "--take-over", former);

        ProgramResult result = await check.ResultAsync();
        Assert.Equal((0, "the options are right\n"), (result.ExitCode, result.Output));
        Assert.Contains(
            "portmanager: warning: port 30000 of the pool is the daemon's own, unless systemd listens for it elsewhere, and is not given to anybody then\n", result.Errors, StringComparison.Ordinal);
        Assert.Contains($"portmanager: warning: nothing would be taken over: there is no file {former}\n", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("portmanager", "serve")]
    [InlineData("DaqPortManager", "-ports")]
    public async Task Under_systemd_a_daemon_with_wrong_options_says_so_and_does_not_end_at_once(string name, string first)
    {
        using var link = new ProgramLink(name);
        await using RunningProgram daemon = RunningProgram.Start(
            "/usr/bin/env", ["NOTIFY_SOCKET=/nowhere", link.Path, first, "x-y", "--no-such"]);
        await Eventually.Holds("it says what is wrong", () => daemon.Errors.Contains("--help\n", StringComparison.Ordinal));

        daemon.Signal("TERM");
        Assert.Equal(128 + 15, await daemon.EndedAsync());
    }

    [Fact]
    public async Task Http_on_the_port_of_the_line_protocol_is_refused_and_the_sentence_says_that()
    {
        (int port, _) = Pools.Take(1);
        await using RunningProgram daemon = Start("--listen", $"{port}", "--http", $"127.0.0.1:{port}", "--ports", "12000-12001");

        Assert.Equal(1, await daemon.EndedAsync());
        Assert.Equal(
            $"portmanager: --http 127.0.0.1:{port} is where the line protocol is spoken: leave --http out to have both there, or give HTTP another port\n",
            daemon.Errors);
    }

    [Fact]
    public async Task It_listens_on_every_address_that_is_given()
    {
        await using RunningProgram daemon = Start("--listen", "127.0.0.1:0", "--listen", "127.0.0.2:0");
        using LineClient client = await ConnectAsync(daemon);

        Assert.Empty(client.List());
        await Eventually.Holds("it names both", () => daemon.Output.Contains(" listens on 127.0.0.1:", StringComparison.Ordinal)
            && daemon.Output.Contains(" and 127.0.0.2:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Duplicates_are_refused_when_it_is_told_so()
    {
        (int low, int high) = Pools.Take(5);
        await using RunningProgram daemon = Start("--listen", "127.0.0.1:0", "--ports", $"{low}-{high}", "--duplicates", "refuse");
        using LineClient client = await ConnectAsync(daemon);
        client.Gimme("s");

        Assert.StartsWith("FAIL {", client.Ask("GIMME s u"), StringComparison.Ordinal);
    }

    private string In(string file) => Path.Combine(_folder.FullName, file);

    private RunningProgram Start(params string[] options) => PortManagerProgram.Start(
    [
        "serve", .. options,
        "--log", In("log"), "--usagefile", In("ports.txt"), "--portfile", PortFile, "--pidfile", In("pid"), "--state", In("state"),
    ]);

    private async Task<LineClient> ConnectAsync(RunningProgram daemon)
    {
        await Eventually.Holds("it serves", () => File.Exists(PortFile) || daemon.HasEnded);
        Assert.False(daemon.HasEnded, daemon.Errors);
        return LineClient.Connect(int.Parse(File.ReadAllText(PortFile)));
    }
}
