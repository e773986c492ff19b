using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>A lab whose parts have wires: an etcd of three members (hosts 1 to 3), two daemons (h4 and h5), and a watch at the switch.</summary>
internal sealed class NetworkedLab : IAsyncDisposable
{
    private const int Hosts = 5;

    private readonly List<NetworkedHost> _hosts = [];
    private RunningProgram? _watch;

    private NetworkedLab(LabNetwork network, EtcdCluster etcd) => (Network, Etcd) = (network, etcd);

    public LabNetwork Network { get; }

    public EtcdCluster Etcd { get; }

    /// <summary>The daemons: h4, then h5.</summary>
    public IReadOnlyList<NetworkedHost> Daemons => _hosts;

    public RunningProgram Watch => _watch!;

    /// <summary>Starts one, with a service <c>Stays</c> on each host.</summary>
    /// <param name="lease">The lease of the daemons, in seconds.</param>
    public static async Task<NetworkedLab> StartAsync(string lease)
    {
        LabNetwork network = await LabNetwork.StartAsync(Hosts);
        var lab = new NetworkedLab(network, await EtcdCluster.StartAsync(network));
        try
        {
            foreach (int host in (int[])[4, 5])
                lab._hosts.Add(await NetworkedHost.StartAsync(network, host, lease));
            lab._watch = RunningProgram.Start(network.On(0, PortManagerProgram.Exe, "watch", "--lab", "--directory", EtcdCluster.Urls));
            await lab.AgreesAsync();
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>On each host, one service goes and one comes.</summary>
    public async Task ChangeAsync()
    {
        foreach (NetworkedHost host in _hosts)
            await host.ChangeAsync();
    }

    /// <summary>Waits until the directory, and what the watch has printed, are what the daemons themselves list.</summary>
    public Task AgreesAsync() => Eventually.Holds("the directory and the watch are what the daemons list", async () =>
    {
        var truth = new List<string>();
        foreach (NetworkedHost host in _hosts)
            truth.AddRange(await host.ListAsync());
        truth.Sort(StringComparer.Ordinal);
        ProgramResult found = await Network.RunAsync(0, PortManagerProgram.Exe, "find", "--lab", "--directory", EtcdCluster.Urls);
        return truth.SequenceEqual(found.Output.Replace('\t', ' ').Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal))
            && truth.SequenceEqual(LabChanges.Result(Watch));
    });

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null)
            await _watch.DisposeAsync();
        foreach (NetworkedHost host in _hosts)
            await host.DisposeAsync();
        await Etcd.DisposeAsync();
        await Network.DisposeAsync();
    }
}
