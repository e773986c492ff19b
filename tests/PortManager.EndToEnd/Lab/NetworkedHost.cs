using System.Globalization;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>A host of a <see cref="NetworkedLab"/>: its daemon, and programs that hold ports.</summary>
internal sealed class NetworkedHost : IAsyncDisposable
{
    private static readonly string s_hold = Path.Combine(AppContext.BaseDirectory, "Support", "scripts", "hold.py");

    private readonly LabNetwork _network;
    private readonly int _host;
    private readonly List<RunningProgram> _holders = [];
    private int _services;

    private NetworkedHost(LabNetwork network, int host, Daemon daemon) => (_network, _host, Daemon) = (network, host, daemon);

    public Daemon Daemon { get; }

    public string Name => $"h{_host}";

    /// <summary>The service that stays until the end.</summary>
    public string Stays => $"Stays{_host}";

    public static async Task<NetworkedHost> StartAsync(LabNetwork network, int host, string lease)
    {
        Daemon daemon = await Daemon.StartAsync(
            options: ["--directory", EtcdCluster.Urls, "--host-name", $"h{host}", "--directory-lease", lease], shell: network.Shell(host));
        var started = new NetworkedHost(network, host, daemon);
        await started.HoldAsync(started.Stays);
        await started.HoldAsync($"Comes{host}_0");
        return started;
    }

    /// <summary>The service that came last goes, and one of another name comes.</summary>
    public async Task ChangeAsync()
    {
        await _holders[^1].DisposeAsync();
        _holders.RemoveAt(_holders.Count - 1);
        await HoldAsync($"Comes{_host}_{++_services}");
    }

    /// <summary>What the daemon lists, as a watch of the lab prints it.</summary>
    public async Task<string[]> ListAsync()
    {
        ProgramResult found = await _network.RunAsync(_host, PortManagerProgram.Exe, "find", "--host", "127.0.0.1", "--port", Daemon.Port.ToString(CultureInfo.InvariantCulture));
        Assert.True(found.ExitCode == 0, found.Errors);
        return [.. found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => $"{row.Replace('\t', ' ')} {Name}")];
    }

    /// <summary>Whether the log says last that the directory is behind.</summary>
    public bool IsBehind() => File.ReadAllLines(Daemon.Log).LastOrDefault(line => line.Contains("the directory of the lab ", StringComparison.Ordinal))?.Contains("is behind", StringComparison.Ordinal) ?? false;

    public async ValueTask DisposeAsync()
    {
        foreach (RunningProgram holder in _holders)
            await holder.DisposeAsync();
        await Daemon.DisposeAsync();
    }

    private async Task HoldAsync(string service)
    {
        RunningProgram holder = RunningProgram.Start(_network.On(_host, "python3", s_hold, Daemon.Port.ToString(CultureInfo.InvariantCulture)));
        _holders.Add(holder);
        holder.WriteLine($"GIMME {service} fox");
        Assert.Matches("^OK [0-9]+$", await holder.LineAsync());
    }
}
