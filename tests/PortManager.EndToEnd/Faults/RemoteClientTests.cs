using System.Diagnostics;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>Who is local and gets ports, and who is on another host and may only look (SPEC section 2).</summary>
public sealed class RemoteClientTests : IDisposable
{
    private static readonly string s_scripts = Path.Combine(AppContext.BaseDirectory, "Faults", "scripts");

    private readonly string _folder = Directory.CreateTempSubdirectory("portmanager-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Another_host_is_refused_a_port_and_may_list_and_this_host_is_local_by_any_of_its_addresses()
    {
        string[] said = await TwoHostsAsync();

        Assert.Equal(
            [
                "there 198.51.100.1",
                "OK 0",
                "FAIL {198.51.100.2 (198.51.100.2) : Only local applications get ports}",
                "FAIL {198.51.100.2 (198.51.100.2) : Only local applications get ports}",
                "here 198.51.100.1",
                "OK 30001",
                "there 2001:db8::1",
                "OK 0",
                "FAIL {2001:db8::2 (2001:db8::2) : Only local applications get ports}",
                "FAIL {2001:db8::2 (2001:db8::2) : Only local applications get ports}",
                "here 2001:db8::1",
                // The same service of the same user.
                "OK 30001",
            ],
            said);
    }

    private async Task<string[]> TwoHostsAsync()
    {
        var start = new ProcessStartInfo("unshare") { RedirectStandardOutput = true, RedirectStandardError = true };
        // An ordinary user may have a network of his own where he is root.
        if (!Environment.IsPrivilegedProcess)
            start.ArgumentList.Add("--map-root-user");
        foreach (string argument in new[] { "--net", "/bin/sh", $"{s_scripts}/two_hosts.sh", s_scripts, PortManagerProgram.Exe, _folder })
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
