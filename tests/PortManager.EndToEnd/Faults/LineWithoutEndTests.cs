using System.Net.Sockets;
using System.Text;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>SPEC section 6: "100 MB without a newline", which today cost up to 720 MB of memory and as much log.</summary>
[Collection(HeavyCollection.Name)]
public sealed class LineWithoutEndTests(ITestOutputHelper output)
{
    private const int MostKilobytes = 10 * 1024;
    private const int Megabytes = 100;

    private static readonly byte[] s_megabyte = Encoding.ASCII.GetBytes(new string('A', 1 << 20));

    [Fact]
    public async Task A_hundred_megabytes_cost_no_memory_and_no_log()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        // The first ones touch code and buffers that stay.
        for (int i = 0; i < 5; i++)
            SendOne(daemon, 1);
        long before = ProcessFigures.Resident(daemon.Id);
        ProcessFigures.ForgetPeak(daemon.Id);

        string reply = SendOne(daemon, Megabytes);

        long grown = ProcessFigures.Peak(daemon.Id) - before;
        output.WriteLine($"{before} kB, and at most {grown} kB more");
        Assert.Equal($"FAIL {{Invalid request {new string('A', 200)}: longer than 4096 bytes}}\n", reply);
        Assert.InRange(grown, long.MinValue, MostKilobytes);
        Assert.InRange(new FileInfo(daemon.Log).Length, 0, 10_000);
    }

    [Fact]
    public async Task A_hundred_senders_at_once_cost_no_memory_either()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        SendAtOnce(daemon, 100);
        long before = ProcessFigures.Resident(daemon.Id);
        ProcessFigures.ForgetPeak(daemon.Id);

        SendAtOnce(daemon, 100);

        long grown = ProcessFigures.Peak(daemon.Id) - before;
        output.WriteLine($"{before} kB, and at most {grown} kB more");
        Assert.InRange(grown, long.MinValue, MostKilobytes);
    }

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    [InlineData(100_000, false)]
    public async Task A_line_has_at_most_4096_bytes(int length, bool isServed)
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);

        string reply = client.Ask("LIST".PadRight(length));

        Assert.Equal(isServed ? "OK 0" : $"FAIL {{Invalid request LIST{new string(' ', 196)}: longer than 4096 bytes}}", reply);
    }

    // A peer that goes on sending may be reset some time after it was told: that is the daemon's right.
    private static string SendOne(Daemon daemon, int megabytes)
    {
        using LineClient client = LineClient.Connect(daemon.Port);
        Task<string> reply = Task.Run(client.ReadToEnd);
        try
        {
            for (int i = 0; i < megabytes; i++)
                client.Send(s_megabyte);
        }
        catch (SocketException)
        {
            // The reply tells.
        }

        return reply.GetAwaiter().GetResult();
    }

    private static void SendAtOnce(Daemon daemon, int senders)
    {
        LineClient[] clients = [.. Enumerable.Range(0, senders).Select(_ => LineClient.Connect(daemon.Port))];
        foreach (LineClient client in clients)
            client.Send(s_megabyte.AsSpan(..4096));
        foreach (LineClient client in clients)
            client.Send(s_megabyte.AsSpan(..4096));
        Assert.All(clients, c => Assert.StartsWith("FAIL {Invalid request AAA", c.ReadLine(), StringComparison.Ordinal));
        foreach (LineClient client in clients)
            client.Dispose();
    }
}
