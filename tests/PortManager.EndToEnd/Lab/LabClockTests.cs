using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>
/// Hosts whose clocks are off by hours and years, each in another way, and jump: nothing but the times that are shown depends on them. (etcd's own clock cannot be set
/// here, because Go asks the kernel itself. Only the difference of two clocks could matter.)
/// </summary>
public sealed class LabClockTests : IDisposable
{
    private static readonly TimeSpan s_hours = TimeSpan.FromHours(5);
    private static readonly TimeSpan s_year = TimeSpan.FromDays(365);

    private readonly FakeClock _fast = new();
    private readonly FakeClock _slow = new();

    public void Dispose()
    {
        _fast.Dispose();
        _slow.Dispose();
    }

    [Fact]
    public async Task Clocks_that_are_wrong_and_jump_cost_no_row()
    {
        _fast.Set(s_hours);
        _slow.Set(-s_hours);
        await using Etcd etcd = await Etcd.StartAsync();
        await using Daemon one = await StartAsync(etcd, "h1", _fast), two = await StartAsync(etcd, "h2", _slow);
        using LineClient a = LineClient.Connect(one.Port), b = LineClient.Connect(two.Port);
        int first = a.Gimme("First", "fox"), second = b.Gimme("Second", "fox");
        await using RunningProgram watch = RunningProgram.Start("/bin/sh", ["-c", $"{_fast.Shell}\nexec \"$0\" \"$@\"", PortManagerProgram.Exe, "watch", "--lab", "--directory", etcd.Url]);
        string[] rows = [$"{first} First fox h1", $"{second} Second fox h2"];
        await Eventually.Holds("both are told of", () => LabChanges.Result(watch).SequenceEqual(rows.Order(StringComparer.Ordinal)));

        foreach (TimeSpan jump in (TimeSpan[])[s_year, -s_year, s_hours])
        {
            _fast.Set(jump);
            _slow.Set(-jump);
            // Two beats of the lease.
            double before = await KeptAliveAsync(etcd);
            await Eventually.Holds("leases are kept", async () => await KeptAliveAsync(etcd) >= before + 6);
        }

        int third = a.Gimme("Third", "fox"), fourth = b.Gimme("Fourth", "fox");
        string[] all = [.. rows, $"{third} Third fox h1", $"{fourth} Fourth fox h2"];
        await Eventually.Holds("changes come", () => LabChanges.Result(watch).SequenceEqual(all.Order(StringComparer.Ordinal)));
        Assert.DoesNotContain("- ", watch.Output, StringComparison.Ordinal);
    }

    private static Task<double> KeptAliveAsync(Etcd etcd) => etcd.FigureAsync("grpc_server_msg_received_total", "grpc_method=\"LeaseKeepAlive\"");

    private static Task<Daemon> StartAsync(Etcd etcd, string host, FakeClock clock) =>
        Daemon.StartAsync(options: ["--directory", etcd.Url, "--host-name", host, "--directory-lease", "15"], shell: clock.Shell);
}
