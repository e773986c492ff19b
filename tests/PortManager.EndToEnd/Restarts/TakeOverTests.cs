using System.Net.Sockets;
using PortManager.EndToEnd.Faults;
using PortManager.EndToEnd.Identity;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>A daemon that comes in the place of another port manager, and is given that one's usage file. Needs root.</summary>
public sealed class TakeOverTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portmanager-test-");
    private readonly (int Low, int High) _pool = Pools.Take(6);
    private readonly List<Socket> _listeners = [];

    private string Former => Path.Combine(_folder.FullName, "former");

    public void Dispose()
    {
        _listeners.ForEach(listener => listener.Dispose());
        _folder.Delete(recursive: true);
        Pools.Return(_pool);
    }

    [Fact]
    public async Task What_the_users_servers_listen_on_is_listed_until_they_end_and_nothing_else_is()
    {
        int[] ports = [.. Enumerable.Range(_pool.Low, 4)];
        Listen(ports[0], ports[1]);
        await using Daemon another = await Daemon.StartAsync();
        await using OtherUser nobody = OtherUser.On(OtherUser.Nobody, another);
        await nobody.ListenAsync(ports[2]);
        Write($"{ports[0]}\tEpics Display\troot", "what is no row", $"{ports[1]}\tRingMaster\t0", $"{ports[2]}\tanothers\troot", $"{ports[3]}\tgone\troot");

        await using Daemon daemon = await StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);

        Assert.Equal([$"{ports[1]} RingMaster 0", $"{ports[0]} Epics\\u0020Display root"], client.List());
        Assert.Equal(["orphaned", "orphaned"], client.States());
        await Eventually.Holds("it says so", () => File.ReadAllText(daemon.Log).Contains($"took over 2 of 4 ports that {Former} lists: those on which a process of their user listens", StringComparison.Ordinal));
        Assert.Contains($"line 2 of {Former} is left out: it is not PORT TAB SERVICE TAB USER", daemon.Errors, StringComparison.Ordinal);
        Assert.Empty(Enumerable.Range(0, 3).Select(_ => client.Gimme("new")).Intersect(ports[..3]));
        _listeners[0].Dispose();
        await Eventually.Holds("it is freed", () => !client.List().Any(row => row.EndsWith(" root", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_outlives_a_restart_and_the_file_is_not_read_again(bool isHeld)
    {
        if (isHeld)
            Listen(_pool.Low);
        Write($"{_pool.Low}\ts\troot");
        await using Daemon before = await StartAsync();
        await before.KillAsync();
        Listen(_pool.Low + 1);
        Write($"{_pool.Low}\ts\troot", $"{_pool.Low + 1}\tlater\troot");

        await using Daemon after = await StartAsync("--state", before.StateFolder);
        using LineClient client = LineClient.Connect(after.Port);

        Assert.Equal(isHeld ? [$"{_pool.Low} s root"] : [], client.List());
    }

    [Fact]
    public async Task What_is_allocated_already_stays_and_the_rest_is_taken_over()
    {
        await using Daemon before = await Daemon.StartAsync(options: ["--ports", $"{_pool.Low}-{_pool.High}"]);
        using LineClient holder = LineClient.Connect(before.Port);
        Assert.Equal(_pool.Low, holder.Gimme("new"));
        Listen(_pool.Low, _pool.Low + 1);
        Write($"{_pool.Low}\told\troot", $"{_pool.Low + 1}\tRingMaster\troot");
        await before.KillAsync();

        await using Daemon after = await StartAsync("--state", before.StateFolder);
        using LineClient client = LineClient.Connect(after.Port);

        Assert.Equal([$"{_pool.Low + 1} RingMaster root", $"{_pool.Low} new u"], client.List());
    }

    [Theory]
    [InlineData("true", "there is no file")]
    [InlineData("mkdir $0", "is a folder")]
    [InlineData("mkfifo $0", "is a pipe")]
    [InlineData("echo > $0; chown nobody $0", "belongs to user 65534")]
    [InlineData("echo > $0; chmod o+w $0", "everybody may write to it")]
    [InlineData("truncate -s 1G $0", "is longer than")]
    public async Task A_file_that_cannot_be_used_is_a_warning_and_the_daemon_serves(string made, string reason)
    {
        await using (RunningProgram shell = RunningProgram.Start("/bin/sh", ["-c", made, Former]))
            Assert.Equal(0, (await shell.ResultAsync()).ExitCode);

        await using Daemon daemon = await StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);

        Assert.Equal(_pool.Low, client.Gimme("s"));
        await Eventually.Holds("it warns", () => daemon.Errors.Contains("nothing is taken over: ", StringComparison.Ordinal));
        Assert.Contains(reason, daemon.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_state_folder_nothing_is_and_that_is_said()
    {
        Listen(_pool.Low);
        Write($"{_pool.Low}\ts\troot");

        await using Daemon daemon = await StartAsync("--state", Path.Combine(Former, "folder"));
        using LineClient client = LineClient.Connect(daemon.Port);

        Assert.Empty(client.List());
        await Eventually.Holds("it warns", () => daemon.Errors.Contains($"nothing of {Former} is taken over: there is no state folder", StringComparison.Ordinal));
    }

    private Task<Daemon> StartAsync(params string[] options) =>
        Daemon.StartAsync(options: ["--ports", $"{_pool.Low}-{_pool.High}", "--take-over", Former, .. options]);

    private void Write(params string[] lines) => File.WriteAllLines(Former, lines);

    private void Listen(params int[] ports) => _listeners.AddRange(ports.Select(port => Stranger.On("0.0.0.0", port, listens: true, reuse: true)));
}
