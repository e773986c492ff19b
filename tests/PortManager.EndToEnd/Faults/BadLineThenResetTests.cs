using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>SPEC section 6: "a bad line, then a reset", which today leaks the ports in a race.</summary>
public sealed class BadLineThenResetTests
{
    private const int Ports = 50;
    private const int Rounds = 200;

    [Theory]
    [InlineData("HELLO\n")]
    [InlineData("GIMME {x u\n")]
    [InlineData("GIMME half a l")]
    [InlineData("GIMME c u\nLIST\nLIST\n")]
    [InlineData("")]
    public async Task No_port_is_lost_in_200_rounds(string lastWords)
    {
        await using Daemon daemon = await Daemon.StartAsync(Ports);
        for (int round = 0; round < Rounds; round++)
        {
            LineClient client = LineClient.Connect(daemon.Port);
            client.Send("GIMME a u\nGIMME b u\n");
            // Half of them are reset while the daemon is still busy with the first requests.
            if (round % 2 == 0)
            {
                client.ReadLine();
                client.ReadLine();
            }

            client.Send(lastWords);
            client.Reset();
        }

        using LineClient observer = LineClient.Connect(daemon.Port);
        await Eventually.Holds("every port is free", () => observer.List().Length == 0);
        Assert.Equal(Ports, Enumerable.Range(0, Ports).Select(_ => observer.Gimme("s")).Distinct().Count());
    }
}
