using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>A second daemon on the host: it starts if it has nothing in common with the first, and else refuses and names that.</summary>
public sealed class TwoDaemonsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portmanager-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task One_whose_pool_meets_that_of_the_first_refuses_and_names_it()
    {
        await using Daemon first = await Daemon.StartAsync();
        // One that nobody else has, in the tests that run at the same time too.
        (int other, _) = Daemon.TakePorts(1);

        ProgramResult second = await StartSecondAsync("--ports", $"{first.Ports.Low + 3}-{first.Ports.Low + 5},{other}");

        Assert.Equal(
            (1, $"portmanager: process {first.Id} is a port manager too (on 127.0.0.1:{first.Port}, pool {first.Ports.Low}-{first.Ports.High}) and gives out "
                + $"ports {first.Ports.Low + 3}-{first.Ports.Low + 5}, as this one would: end it, or give others; --trial has all of its own\n"),
            (second.ExitCode, second.Errors));
        using LineClient client = LineClient.Connect(first.Port);
        Assert.Empty(client.List());
    }

    [Theory]
    [InlineData("--portfile")]
    [InlineData("--pidfile")]
    [InlineData("--usagefile")]
    [InlineData("--log")]
    public async Task One_that_would_write_a_file_of_the_first_refuses_and_leaves_it(string option)
    {
        await using Daemon first = await Daemon.StartAsync();
        string file = option switch
        {
            "--portfile" => first.PortFile,
            "--pidfile" => first.PidFile,
            "--usagefile" => first.UsageFile,
            _ => first.Log,
        };
        await Eventually.Holds("its log has a line", () => new FileInfo(first.Log).Length > 0);
        string before = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        (int low, int high) = Daemon.TakePorts(5);

        ProgramResult second = await StartSecondAsync("--ports", $"{low}-{high}", option, file);

        Assert.Equal(1, second.ExitCode);
        Assert.StartsWith($"portmanager: process {first.Id} is a port manager too", second.Errors, StringComparison.Ordinal);
        Assert.Contains($"and writes {file}, as this one would", second.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_in_the_place_of_one_that_was_killed_starts()
    {
        await using Daemon first = await Daemon.StartAsync();
        await first.KillAsync();

        await using Daemon second = await Daemon.StartAsync(options: ["--ports", $"{first.Ports.Low}-{first.Ports.High}"]);

        using LineClient client = LineClient.Connect(second.Port);
        client.Gimme("s");
    }

    [Fact]
    public async Task Another_user_who_pretends_to_be_a_daemon_keeps_none_from_starting()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may become another user");
        (int low, int high) = Daemon.TakePorts(5);
        const string Pretend =
            """
            import os, socket, sys, threading
            os.setresuid(65534, 65534, 65534)
            listeners = []
            for number in range(15, 11, -1):
                listener = socket.socket(socket.AF_UNIX)
                try:
                    listener.bind(f"\0portmanager/{number}")
                except OSError:
                    continue
                listener.listen()
                listeners.append(listener)
            print("pretends", flush=True)
            def answer(listener):
                while True:
                    connection, _ = listener.accept()
                    connection.sendall(b"process 1\nlisten x\npool 1-65535\n")
                    connection.close()
            for listener in listeners:
                threading.Thread(target=answer, args=(listener,), daemon=True).start()
            sys.stdin.read()
            """;
        await using RunningProgram other = RunningProgram.Start("python3", ["-c", Pretend]);
        Assert.Equal("pretends", await other.LineAsync());

        await using Daemon daemon = await Daemon.StartAsync(options: ["--ports", $"{low}-{high}"]);

        using LineClient client = LineClient.Connect(daemon.Port);
        Assert.InRange(client.Gimme("s"), low, high);
    }

    // In a network of its own: the sockets belong to it.
    [Fact]
    public async Task Where_another_user_has_all_the_places_by_which_daemons_find_each_other_each_says_so()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may become another user");
        const string Occupy =
            """
            import ctypes, os, signal, socket, sys
            ready, done = os.pipe()
            if os.fork() == 0:
                os.setresuid(65534, 65534, 65534)
                ctypes.CDLL(None).prctl(1, signal.SIGKILL)
                held = []
                for number in range(16):
                    held.append(socket.socket(socket.AF_UNIX))
                    held[-1].bind(f"\0portmanager/{number}")
                os.write(done, b"1")
                signal.pause()
            os.read(ready, 1)
            os.execv(sys.argv[1], sys.argv[1:])
            """;
        await using Daemon daemon = await Daemon.StartAsync(
            shell: $"exec unshare --net /bin/sh -c 'ip link set lo up && exec \"$0\" \"$@\"' python3 -c '{Occupy}' \"$0\" \"$@\"");

        await Eventually.Holds("it warns", () => daemon.Errors.Contains("another one may give out the same ports", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trial_runs_beside_the_first_with_a_port_a_pool_and_files_of_its_own()
    {
        string[] lines = await OwnHost.PlayAsync(
            """
            serve 30000 port
            trial=/tmp/portmanager-trial-$(id -u)
            mkdir -p $trial
            mount -t tmpfs -o mode=0700 none $trial
            "$program" serve --trial >/dev/null &
            until [ -s $trial/listen.port ]; do sleep 0.02; done
            cat port $trial/listen.port
            "$program" get s --port 30500 < /dev/null &
            until "$program" list --port 30500 --json | grep -q '"s"'; do sleep 0.05; done
            "$program" serve --listen 30400
            """);

        Assert.Equal(["30000", "30500", "32001"], lines[..3]);
        Assert.Contains("is a port manager too (on 0.0.0.0:30000 and [::]:30000, pool 30001-30010) and gives out ports 30001-30010, as this one would", lines[3], StringComparison.Ordinal);
    }

    private async Task<ProgramResult> StartSecondAsync(params string[] options)
    {
        (string Name, string Value)[] defaults =
        [
            ("--log", In("log")), ("--usagefile", In("usage")), ("--portfile", In("port")), ("--pidfile", In("pid")),
        ];
        ProgramResult result = await PortManagerProgram.RunAsync(
        [
            "serve", "--listen", "127.0.0.1:0", "--state", In("state"), .. options,
            .. defaults.Where(o => !options.Contains(o.Name)).SelectMany(o => new[] { o.Name, o.Value }),
        ]);
        Assert.DoesNotContain(Directory.GetFiles(_folder), f => f == In("port"));
        return result;
    }

    private string In(string name) => Path.Combine(_folder, name);
}
