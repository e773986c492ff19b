using PortManager.EndToEnd.Cli;
using PortManager.EndToEnd.Support;
using PortManager.Protocol;

namespace PortManager.EndToEnd.Identity;

/// <summary>Users whose names mean something else in a list. All clients in use put them into a request as they are.</summary>
public sealed class DomainUserTests : IDisposable
{
    private const int First = 12_345;

    private static readonly string[] s_names =
    [
        "LAB\\fox", "LAB\\tim", "LAB\\u0041nna", "LAB\\x41", "LAB\\0123", "LAB\\peter", "John Smith", "LAB\\John Smith", "fox@lab.example", "LAB+fox",
        "HOST$", "LAB\\HOST$", "a-b_c.d", "öscar", "LAB\\öscar",
    ];

    private readonly PasswordFile _directory = new([.. s_names.Select((name, i) => (name, First + i))]);

    public static TheoryData<int> Users => [.. Enumerable.Range(0, s_names.Length)];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Users))]
    public async Task A_user_of_a_domain_gets_a_port_in_one_spelling_whatever_client_asks(int index)
    {
        string name = s_names[index];
        await using Daemon daemon = await Daemon.StartAsync(options: ["--identity", "enforce"], shell: _directory.Shell);
        await using OtherUser user = OtherUser.On(First + index, daemon);

        // As the clients in Tcl, C++, Python and Rust do, and as a list.
        int pasted = await user.GimmeAsync("Pasted", name);
        int service = await user.GimmeAsync("Epics Display", name);
        int quoted = await user.GimmeAsync("Quoted", TclList.Format(name));
        int claimed = daemon.Ports.High;
        Assert.Equal($"OK {claimed}", await user.AskAsync($"CLAIM {claimed} Claimed {name}"));

        using LineClient observer = LineClient.Connect(daemon.Port);
        (int, string, string)[] expected =
            [(claimed, "Claimed", name), (service, "Epics Display", name), (pasted, "Pasted", name), (quoted, "Quoted", name)];
        Assert.Equal(expected, observer.List().Select(Row));
        Assert.All(observer.Listing("DETAIL"), row => Assert.Equal(name, Details(row)["owner"]));
        Assert.Equal(expected, observer.Listing($"FIND -user {TclList.Format(name)}").Select(Row));
        if (!name.Contains(' '))
            Assert.Equal(expected, observer.Listing($"FIND -user {name}").Select(Row));
        Assert.Equal(
            expected.Select(row => $"{row.Item1}\t{row.Item2}\t{name}\n"),
            (await daemon.RunAsync("find", "--user", name)).Output.Split('\n').SkipLast(1).Select(line => line + "\n"));
    }

    [Fact]
    public async Task Our_own_clients_write_it_so_that_it_is_read_back()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        foreach (string name in s_names)
        {
            await using PortManagerClient client = await PortManagerClient.ConnectAsync(
                "127.0.0.1", daemon.Port, new PortManagerClientOptions { User = name }, TestContext.Current.CancellationToken);
            int port = await client.GetPortAsync("s", TestContext.Current.CancellationToken);

            Assert.Equal(
                [new PortAllocation(port, "s", name)],
                await client.FindAsync(user: name, cancellationToken: TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_user_of_a_domain_is_known_as_that_if_another_user_asks()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient root = LineClient.Connect(daemon.Port);

        for (char first = 'a'; first <= 'z'; first++)
            root.Gimme("s", $"LAB\\{first}x");

        Assert.Equal(
            Enumerable.Range('a', 26).Select(first => $"LAB\\{(char)first}x"),
            root.List().Select(row => Row(row).User));
        Assert.Single(root.Listing("FIND -user LAB\\nx"));
        Assert.Empty(root.Listing("FIND -user LABpx"));
    }

    private static (int Port, string Service, string User) Row(string row)
    {
        string[] words = Words(row);
        return (int.Parse(words[0]), words[1], words[2]);
    }

    private static Dictionary<string, string> Details(string row) => Words(row).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);

    private static string[] Words(string row)
    {
        List<string> words = [];
        Assert.True(TclList.TryParse(row, words, out _), row);
        return [.. words];
    }
}
