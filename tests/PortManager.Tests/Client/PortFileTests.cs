using System.Net;
using System.Net.Sockets;
using PortManager.Client;
using PortManager.Tests.Server.Files;
using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

/// <summary>Who may say where the port manager listens, and what if what was said is out of date.</summary>
public sealed class PortFileTests : IDisposable
{
    private const uint Stranger = 64_999;

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder["daqportmgr/listen.port"];

    public PortFileTests()
    {
        Directory.CreateDirectory(_folder["daqportmgr"]);
        File.WriteAllText(FilePath, "30500\n");
    }

    [Fact]
    public void One_that_only_root_and_this_user_can_write_is_believed() => Assert.Equal((30500, null), PortFile.Read(FilePath));

    [Fact]
    public void One_in_a_folder_of_somebody_else_is_not()
    {
        SpecialFiles.GiveAway(_folder["daqportmgr"], Stranger);

        Assert.Equal((null, $"its folder belongs to user {Stranger}"), PortFile.Read(FilePath));
    }

    [Fact]
    public void One_that_everybody_may_replace_is_not()
    {
        SpecialFiles.ChangeMode(_folder["daqportmgr"], "777");

        Assert.Equal((null, "everybody may write to its folder"), PortFile.Read(FilePath));
    }

    [Fact]
    public void One_of_somebody_else_is_not_where_everybody_may_make_files()
    {
        SpecialFiles.ChangeMode(_folder["daqportmgr"], "1777");
        Assert.Equal((30500, null), PortFile.Read(FilePath));
        SpecialFiles.GiveAway(FilePath, Stranger);

        Assert.Equal((null, $"it belongs to user {Stranger}"), PortFile.Read(FilePath));
    }

    [Fact]
    public void One_that_everybody_may_write_to_is_not()
    {
        SpecialFiles.ChangeMode(FilePath, "666");

        Assert.Equal((null, "everybody may write to it"), PortFile.Read(FilePath));
    }

    [Fact]
    public void One_of_a_user_whom_root_lets_write_to_its_folder_is_believed()
    {
        SpecialFiles.ChangeMode(_folder["daqportmgr"], "775");
        SpecialFiles.GiveAway(FilePath, Stranger);

        Assert.Equal((30500, null), PortFile.Read(FilePath));
    }

    [Fact]
    public void A_pipe_in_its_place_is_not_waited_for()
    {
        File.Delete(FilePath);
        SpecialFiles.MakePipe(FilePath);

        Assert.Equal((null, "it is no regular file"), PortFile.Read(FilePath));
    }

    [Fact]
    public void A_lock_that_somebody_has_on_it_is_not_obeyed()
    {
        using var locked = new FileStream(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.Equal((30500, null), PortFile.Read(FilePath));
    }

    [Fact]
    public void What_it_names_is_tried_first_and_then_the_usual_port()
    {
        FoundPorts found = ListenPort.Find("localhost", [IPAddress.Loopback], FilePath, "/nonexistent");

        Assert.Equal([30500, PortManagerClient.DefaultPort], found.Ports);
        Assert.Equal(FilePath, found.PortFile);
    }

    [Fact]
    public void One_that_is_not_believed_is_passed_over_which_is_said()
    {
        SpecialFiles.ChangeMode(FilePath, "666");

        FoundPorts found = ListenPort.Find("localhost", [IPAddress.Loopback], FilePath, "/nonexistent");

        Assert.Equal([PortManagerClient.DefaultPort], found.Ports);
        Assert.Equal($"the port file {FilePath} is not believed: everybody may write to it", found.Problem);
    }

    [Fact]
    public async Task Who_connects_again_reads_it_again()
    {
        await using ScriptedPeer before = ScriptedPeer.Answering(_ => null);
        await using ScriptedPeer after = ScriptedPeer.Answering(_ => null);
        await File.WriteAllTextAsync(FilePath, $"{before.Port}\n", Token);
        var server = new ServerAddress("localhost", 1);
        var locator = new Locator(server, null, Options with { PortFile = FilePath });
        using (await locator.ConnectAsync([IPAddress.Loopback], Token))
            Assert.Equal(before.Port, server.Port);
        await File.WriteAllTextAsync(FilePath, $"{after.Port}\n", Token);

        using (await locator.ReconnectAsync([IPAddress.Loopback], Token))
            Assert.Equal(after.Port, server.Port);

        after.StopListening();
        server.Port = before.Port;
        using (await locator.ReconnectAsync([IPAddress.Loopback], Token))
            Assert.Equal(before.Port, server.Port);
    }

    [Fact]
    public async Task A_port_that_was_given_is_the_only_one_that_is_tried()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(_ => null);
        await File.WriteAllTextAsync(FilePath, $"{peer.Port}\n", Token);
        var locator = new Locator(new ServerAddress("localhost", 1), 1, Options with { PortFile = FilePath });

        await Assert.ThrowsAsync<SocketException>(() => locator.ConnectAsync([IPAddress.Loopback], Token));
    }

    public void Dispose() => _folder.Dispose();
}
