using System.Globalization;
using System.Net.Sockets;
using PortManager.EndToEnd.Http;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Machine;

/// <summary>Variables and sockets of systemd's that are not as they should be, a folder that is gone, limits that are too low.</summary>
public sealed class OddEnvironmentTests
{
    private static readonly string s_pass = Path.Combine(AppContext.BaseDirectory, "Machine", "scripts", "pass.py");

    [Theory]
    [InlineData("export LISTEN_PID=$$ LISTEN_FDS=2000000000")]
    [InlineData("exec 3</etc/passwd; export LISTEN_PID=$$ LISTEN_FDS=1")]
    [InlineData("export LISTEN_PID=$$ LISTEN_FDS=-1")]
    [InlineData("export NOTIFY_SOCKET=/nothing/is/here")]
    [InlineData("export LISTEN_PID=$$ LISTEN_FDS=99999999999999999999")]
    [InlineData("export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=$(printf '\\377')")]
    [InlineData("export NOTIFY_SOCKET=@")]
    [InlineData("export NOTIFY_SOCKET=/tmp")]
    [InlineData("export NOTIFY_SOCKET=vsock:2:1234")]
    public async Task The_daemon_serves_all_the_same(string variables)
    {
        await using Daemon daemon = await Daemon.StartAsync(shell: variables);
        using LineClient client = LineClient.Connect(daemon.Port);

        Assert.InRange(client.Gimme("s"), daemon.Ports.Low, daemon.Ports.High);
    }

    [Fact]
    public async Task A_passed_socket_of_IPv6_alone_is_completed_by_one_of_IPv4_and_a_warning()
    {
        const string Pass = "import os, socket, sys\n"
            + "s = socket.create_server((\"::\", 0), family=socket.AF_INET6, dualstack_ipv6=False)\n"
            + "os.dup2(s.detach(), 3)\nos.set_inheritable(3, True)\n"
            + "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=\"1\")\n"
            + "os.execv(sys.argv[1], sys.argv[1:])\n";
        await using Daemon daemon = await Daemon.StartAsync(options: ["--listen", "0"], shell: $"exec python3 -c '{Pass}' \"$0\" \"$@\"");

        using LineClient client = LineClient.Connect(daemon.Port);
        Assert.InRange(client.Gimme("s"), daemon.Ports.Low, daemon.Ports.High);
        await Eventually.Holds("it warns", () => daemon.Errors.Contains(
            $"systemd's socket unit does not listen on 0.0.0.0:{daemon.Port}, so the daemon does;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_socket_to_notify_that_cannot_be_one_is_a_warning()
    {
        await using Daemon daemon = await Daemon.StartAsync(shell: "export NOTIFY_SOCKET=/$(printf %0200d 0)");

        await Eventually.Holds("it warns", () => daemon.Errors.Contains(
            "systemd is told nothing: NOTIFY_SOCKET is longer than the 107 bytes that the path of a socket may have\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tcp,again")]
    [InlineData("tcp,tcp,again,again")]
    [InlineData("tcp=c,again=c1")]
    [InlineData("tcp=ledger")]
    public async Task A_socket_that_listens_is_served_once_whatever_its_name_and_however_often_it_is_passed(string sockets)
    {
        await using Daemon daemon = await PassAsync(sockets);
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("s");

        await Eventually.Holds("it says where it listens", () => daemon.Output.Contains("pool", StringComparison.Ordinal));
        string[] served = daemon.Output.Split('\n')[0].Split(" listens on ")[1].Split(" and ");
        Assert.Equal(sockets.Split(',').Count(s => s.StartsWith("tcp", StringComparison.Ordinal)), served.Length);
        Assert.Distinct(served);
        Assert.Empty(daemon.Errors);
    }

    [Theory]
    [InlineData("tcp,udp", 1)]
    [InlineData("udp,packets,pair,file,tcp", 4)]
    public async Task What_is_no_socket_to_listen_on_is_closed_with_a_warning(string sockets, int useless)
    {
        await using Daemon daemon = await PassAsync(sockets);
        using LineClient client = LineClient.Connect(daemon.Port);

        Assert.InRange(client.Gimme("s"), daemon.Ports.Low, daemon.Ports.High);
        await Eventually.Holds("it warns", () => daemon.Errors.Contains($"systemd passed {useless} descriptors that are closed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("9223372036854775807")]
    public async Task A_watchdog_that_cannot_be_meant_takes_no_time_from_clients(string interval)
    {
        const string Notify = "import os, socket, sys; s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(\"\"); "
            + "s.set_inheritable(True); os.environ[\"NOTIFY_SOCKET\"] = \"@\" + s.getsockname()[1:].decode(); os.execv(sys.argv[1], sys.argv[1:])";
        await using Daemon daemon = await Daemon.StartAsync(shell: $"export WATCHDOG_USEC={interval}\nexec python3 -c '{Notify}' \"$0\" \"$@\"");
        using LineClient client = LineClient.Connect(daemon.Port);

        for (int i = 0; i < 100; i++)
            Assert.Equal("OK 0", client.Ask("LIST"));
        Assert.InRange(client.Gimme("s"), daemon.Ports.Low, daemon.Ports.High);
    }

    [Theory]
    [InlineData("cd $(mktemp -d) && rmdir $PWD")]
    [InlineData("cd $(mktemp -d) && for i in $(seq 30); do n=$(printf %0200d 0); mkdir $n && cd $n; done")]
    public async Task Browsers_are_answered_if_the_folder_in_which_the_daemon_was_started_is_gone_or_has_no_name(string shell)
    {
        await using Daemon daemon = await Daemon.StartAsync(shell: shell);

        Assert.Equal(200, HttpPeer.Ask(daemon.Port, HttpPeer.Get("/")).Status);
    }

    [Fact]
    public async Task A_web_server_that_cannot_start_closes_its_connections_and_is_tried_again()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using (LineClient browser = LineClient.Connect(daemon.Port))
        {
            // Half a line does not say yet that it is HTTP. With the reply to another one, this one is accepted.
            browser.Send("GE");
            using (LineClient client = LineClient.Connect(daemon.Port))
                client.List();
            await ProcessFigures.LimitDescriptorsAsync(daemon.Id, 4);
            browser.Send("T / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(browser.ReadLine).SocketErrorCode);
        }

        await ProcessFigures.LimitDescriptorsAsync(daemon.Id, 1024);
        Assert.Equal(200, HttpPeer.Ask(daemon.Port, HttpPeer.Get("/")).Status);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(127)]
    public async Task With_too_few_descriptors_the_daemon_ends_with_a_sentence(int limit)
    {
        await using RunningProgram program = RunningProgram.Start(
            "/bin/sh", ["-c", $"ulimit -n {limit}; exec \"$0\" serve --listen 127.0.0.1:0", PortManagerProgram.Exe]);
        ProgramResult result = await program.ResultAsync();

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("descriptors", result.Errors, StringComparison.Ordinal);
        Assert.Contains("raise it with ulimit -n, or LimitNOFILE= in the unit", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_file_may_be_written_at_all_it_serves_without_any_and_says_so()
    {
        (int low, int high) = Daemon.TakePorts(10);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("portmanager-test-");
        await using RunningProgram daemon = RunningProgram.Start(
            "/bin/sh",
            [
                "-c", $"ulimit -f 0; export HOME={folder.FullName}; exec \"$0\" serve --listen 127.0.0.1:0 --ports {low}-{high} --log /dev/null "
                    + $"--usagefile /dev/null --portfile {folder.FullName}/port --pidfile /dev/null --state {folder.FullName}/state",
                PortManagerProgram.Exe,
            ]);

        string first = await daemon.LineAsync();
        using (LineClient client = LineClient.Connect(int.Parse(first.Split("127.0.0.1:")[1], CultureInfo.InvariantCulture)))
        {
            Assert.InRange(client.Gimme("s"), low, high);
            Assert.Equal("failing", client.Status("journal"));
        }

        await Eventually.Holds("it says so", () => daemon.Errors.Contains("cannot write the journal", StringComparison.Ordinal));
        daemon.Signal("TERM");
        Assert.Equal(0, await daemon.EndedAsync());
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_although_whoever_started_it_had_blocked_all(string signal)
    {
        const string Block = "import os, signal, sys; signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals()); os.execv(sys.argv[1], sys.argv[1:])";
        await using Daemon daemon = await Daemon.StartAsync(shell: $"exec python3 -c '{Block}' \"$0\" \"$@\"");

        Assert.Equal(0, await daemon.EndAsync(signal));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("TERM INT HUP")]
    public async Task SIGTERM_ends_it_although_whoever_started_it_ignores_it(string ignored)
    {
        await using Daemon daemon = await Daemon.StartAsync(shell: $"trap '' {ignored}");

        Assert.Equal(0, await daemon.EndAsync("TERM"));
    }

    [Fact]
    public async Task A_limit_on_the_length_of_files_costs_what_cannot_be_written_and_nothing_else()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 100, shell: "ulimit -f 8");
        using LineClient client = LineClient.Connect(daemon.Port);

        for (int i = 0; i < 100; i++)
            client.Gimme($"service_{i}");

        Assert.Equal(100, client.List().Length);
        Assert.Equal(0, await daemon.EndAsync("TERM"));
    }

    private static Task<Daemon> PassAsync(string sockets) =>
        Daemon.StartAsync(options: ["--listen", "0"], shell: $"exec python3 {s_pass} {sockets} \"$0\" \"$@\"");
}
