using System.Diagnostics;
using System.Globalization;

namespace PortManager.EndToEnd.Support;

/// <summary>Hosts on one switch, each with a network of its own: network namespaces. Host 0 is the switch.</summary>
internal sealed class LabNetwork : IAsyncDisposable
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "Support", "scripts", "lab_network.sh");

    private readonly RunningProgram _program;
    private readonly List<int> _processes = [];
    private int _lines;

    private LabNetwork(RunningProgram program) => _program = program;

    /// <summary>Makes one.</summary>
    /// <param name="hosts">How many hosts it has.</param>
    public static async Task<LabNetwork> StartAsync(int hosts)
    {
        // An ordinary user may have networks of its own where it is root.
        string[] own = Environment.IsPrivilegedProcess ? [] : ["--map-root-user"];
        var network = new LabNetwork(RunningProgram.Start("unshare", [.. own, "--net", "/bin/sh", s_script, hosts.ToString(CultureInfo.InvariantCulture)]));
        try
        {
            for (int i = 0; i <= hosts; i++)
                network._processes.Add(int.Parse(await network.AnswerAsync(), CultureInfo.InvariantCulture));
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    public static string Address(int host) => $"198.51.100.{(host == 0 ? 254 : host)}";

    /// <summary>Has a program run on a host.</summary>
    public ProcessStartInfo On(int host, string file, params string[] arguments)
    {
        string[] own = Environment.IsPrivilegedProcess ? [] : ["--user", "--preserve-credentials"];
        return new ProcessStartInfo("nsenter", [.. own, "--net", "--target", _processes[host].ToString(CultureInfo.InvariantCulture), file, .. arguments]);
    }

    /// <summary>What a shell executes to become a program on a host, which it has as its own name.</summary>
    public string Shell(int host)
    {
        ProcessStartInfo start = On(host, "\"$0\"", "\"$@\"");
        return $"exec {start.FileName} {string.Join(' ', start.ArgumentList)}";
    }

    /// <summary>Runs a program on a host to its end.</summary>
    public async Task<ProgramResult> RunAsync(int host, string file, params string[] arguments)
    {
        await using RunningProgram program = RunningProgram.Start(On(host, file, arguments));
        program.EndInput();
        return await program.ResultAsync();
    }

    /// <summary>Pulls the wire of a host out of the switch.</summary>
    public Task CutOffAsync(int host) => SetAsync("down", host);

    /// <summary>Puts it in again.</summary>
    public Task ConnectAsync(int host) => SetAsync("up", host);

    public async ValueTask DisposeAsync()
    {
        // So that the script ends the processes that have the networks.
        _program.EndInput();
        await _program.EndedAsync();
        await _program.DisposeAsync();
    }

    private async Task SetAsync(string way, int host)
    {
        _program.WriteLine($"{way} {host}");
        Assert.Equal(way, await AnswerAsync());
    }

    private Task<string> AnswerAsync() => _program.LineAsync(_lines++);
}
