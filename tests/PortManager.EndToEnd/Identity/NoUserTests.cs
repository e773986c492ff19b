using PortManager.EndToEnd.Cli;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Identity;

/// <summary>Clients whose user has no name, as in a container: those in use send none, our own send the number.</summary>
public sealed class NoUserTests
{
    private const int Number = 4711;

    [Theory]
    [InlineData("off")]
    [InlineData("warn")]
    [InlineData("enforce")]
    public async Task A_request_without_a_user_gets_a_port_in_the_verified_users_name(string mode)
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--identity", mode]);
        await using OtherUser unnamed = OtherUser.On(OtherUser.Unnamed, daemon);
        await using OtherUser nobody = OtherUser.On(OtherUser.Nobody, daemon);
        int last = daemon.Ports.High;

        int first = await unnamed.GimmeAsync("Foo", "");
        int second = await nobody.GimmeAsync("{my service}", "");
        Assert.Equal($"OK {last}", await nobody.AskAsync($"CLAIM {last} Bar "));

        using LineClient observer = LineClient.Connect(daemon.Port);
        Assert.Equal([$"{first} Foo 12345", $"{last} Bar nobody", $"{second} my\\u0020service nobody"], observer.List());
    }

    [Fact]
    public async Task If_the_kernel_does_not_tell_the_user_it_is_refused_and_told_why()
    {
        string[] said = await TwoHosts.PlayAsync("ask 'GIMME Foo '; ask LIST", "--local", "198.51.100.0/24");

        Assert.Equal(["FAIL {Invalid request GIMME Foo : no user is given, and the system does not tell whose connection this is}", "OK 0"], said);
    }

    [Fact]
    public async Task Our_own_clients_send_the_number_of_a_user_without_a_name()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        await using RunningProgram holder = RunningProgram.Start(
            "unshare",
            [
                $"--map-user={Number}", "env", "-u", "LOGNAME", "-u", "USER", "-u", "LNAME", "-u", "USERNAME",
                PortManagerProgram.Exe, "get", "--host", "127.0.0.1", "--port", $"{daemon.Port}", "Foo",
            ]);

        string port = await holder.LineAsync();

        Assert.Equal($"{port}\tFoo\t{Number}\n", await daemon.FindAsync());
    }
}
