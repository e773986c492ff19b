using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Identity;

/// <summary>A directory service that hangs: to the daemon /etc/passwd is a pipe that nobody writes to. Needs root.</summary>
public sealed class HungDirectoryTests : IDisposable
{
    private const int Clients = 60;

    private readonly string _folder = Directory.CreateTempSubdirectory("portmanager-").FullName;

    private string Pipe => Path.Combine(_folder, "passwd");

    private string Shell =>
        $$"""mkfifo {{Pipe}}; exec unshare --mount sh -c 'mount --bind {{Pipe}} /etc/passwd && exec "$0" "$@"' "$0" "$@" """;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Many_whose_names_do_not_come_get_ports_and_hold_up_nobody()
    {
        await using Daemon daemon = await Daemon.StartAsync(Clients, shell: Shell);
        LineClient[] clients = [.. Enumerable.Range(0, Clients).Select(_ => LineClient.Connect(daemon.Port))];
        using LineClient other = LineClient.Connect(daemon.Port);
        foreach (LineClient client in clients)
            client.Send("GIMME s u\n");

        Assert.StartsWith("OK ", other.Ask("VERSION"), StringComparison.Ordinal);
        Assert.All(clients, client => Assert.StartsWith("OK ", client.ReadLine(), StringComparison.Ordinal));

        Assert.All(other.Listing("DETAIL"), row => Assert.Contains(" owner 0 ", row, StringComparison.Ordinal));
        Assert.Equal(0, await daemon.EndAsync("TERM"));
        foreach (LineClient client in clients)
            client.Dispose();
    }

    [Fact]
    public async Task Where_users_are_checked_one_whose_name_does_not_come_is_refused()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--identity", "enforce"], shell: Shell);
        await using OtherUser nobody = OtherUser.On(OtherUser.Nobody, daemon);

        Assert.Equal("FAIL {the system does not tell whether this connection is nobody's}", await nobody.AskAsync("GIMME s nobody"));
        Assert.Equal("FAIL {the system does not tell whether this connection is 65534's}", await nobody.AskAsync("GIMME s 65534"));
        Assert.Equal(0, await daemon.EndAsync("TERM"));
    }
}
