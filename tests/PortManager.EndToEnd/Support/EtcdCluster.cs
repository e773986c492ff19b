using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PortManager.EndToEnd.Support;

/// <summary>A real etcd of three members, which are the hosts 1 to 3 of a network.</summary>
internal sealed partial class EtcdCluster : IAsyncDisposable
{
    private const int Members = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portmanager-etcd-");
    private readonly LabNetwork _network;
    private readonly RunningProgram[] _programs;

    private EtcdCluster(LabNetwork network)
    {
        _network = network;
        _programs = [.. Enumerable.Range(1, Members).Select(Run)];
    }

    /// <summary>All members, as clients name them.</summary>
    public static string Urls { get; } = string.Join(',', Enumerable.Range(1, Members).Select(Url));

    /// <summary>Starts one, and waits until all members serve.</summary>
    public static async Task<EtcdCluster> StartAsync(LabNetwork network)
    {
        var cluster = new EtcdCluster(network);
        try
        {
            await cluster.ServesAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until each member serves.</summary>
    public Task ServesAsync() => Eventually.Holds("each member of etcd serves", async () => (await ControlAsync("endpoint", "health")).ExitCode == 0);

    /// <summary>The member that leads the others.</summary>
    public async Task<int> LeaderAsync()
    {
        int leader = 0;
        await Eventually.Holds("etcd has a leader", async () =>
        {
            ProgramResult result = await ControlAsync("endpoint", "status", "--write-out=json");
            return result.ExitCode == 0 && (leader = LeaderOf(result.Output)) > 0;
        });
        return leader;
    }

    public void Signal(int member, string name) => _programs[member - 1].Signal(name);

    /// <summary>Ends a member without giving it a chance to say goodbye.</summary>
    public Task KillAsync(int member) => _programs[member - 1].KillAsync();

    /// <summary>Starts a member again, on its own data.</summary>
    public async Task RestartAsync(int member)
    {
        await _programs[member - 1].DisposeAsync();
        _programs[member - 1] = Run(member);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningProgram program in _programs)
            await program.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Url(int member) => $"http://{LabNetwork.Address(member)}:2379";

    private static string PeerUrl(int member) => $"http://{LabNetwork.Address(member)}:2380";

    private static string Name(int member) => $"m{member}";

    // The ids of members are 64-bit numbers, and each says who leads it.
    private static int LeaderOf(string json)
    {
        foreach (JsonElement status in JsonDocument.Parse(json).RootElement.EnumerateArray())
        {
            JsonElement answer = status.GetProperty("Status");
            if (answer.TryGetProperty("leader", out JsonElement leader) && leader.GetUInt64() == answer.GetProperty("header").GetProperty("member_id").GetUInt64())
                return int.Parse(MemberOfUrl().Match(status.GetProperty("Endpoint").GetString()!).Groups[1].ValueSpan);
        }

        return 0;
    }

    [GeneratedRegex(@"\.(\d+):2379$")]
    private static partial Regex MemberOfUrl();

    private async Task<ProgramResult> ControlAsync(params string[] arguments)
    {
        ProcessStartInfo start = _network.On(0, "etcdctl", ["--endpoints", Urls, .. arguments]);
        start.Environment["ETCDCTL_API"] = "3";
        await using RunningProgram control = RunningProgram.Start(start);
        control.EndInput();
        return await control.ResultAsync();
    }

    private RunningProgram Run(int member) => RunningProgram.Start(_network.On(
        member,
        "etcd",
        "--name", Name(member), "--data-dir", Path.Combine(_folder.FullName, Name(member)), "--listen-client-urls", Url(member), "--advertise-client-urls", Url(member),
        "--listen-peer-urls", PeerUrl(member), "--initial-advertise-peer-urls", PeerUrl(member),
        "--initial-cluster", string.Join(',', Enumerable.Range(1, Members).Select(m => $"{Name(m)}={PeerUrl(m)}")), "--log-level", "error"));
}
