using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>Names of several instances of one service, as their holders come and go (SPEC section 2).</summary>
/// <remarks>
/// Not beside other tests: a process that one of those starts has, for a moment, a copy of every socket, and a connection
/// that is closed here stays open for that moment.
/// </remarks>
[Collection(HeavyCollection.Name)]
public sealed class InstanceNameTests : IAsyncLifetime
{
    private readonly List<LineClient> _clients = [];
    private Daemon _daemon = null!;
    private LineClient _observer = null!;

    public async ValueTask InitializeAsync()
    {
        _daemon = await Daemon.StartAsync();
        _observer = LineClient.Connect(_daemon.Port);
    }

    public ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        _observer.Dispose();
        return _daemon.DisposeAsync();
    }

    [Fact]
    public async Task The_plain_name_passes_to_the_oldest_and_nobody_else_is_renamed()
    {
        int[] ports = [.. Enumerable.Range(0, 5).Select(_ => Join("Ring"))];
        Assert.Equal([(ports[0], "Ring"), (ports[1], "Ring_1"), (ports[2], "Ring_2"), (ports[3], "Ring_3"), (ports[4], "Ring_4")], Names());

        await Leave(0);
        Assert.Equal([(ports[1], "Ring"), (ports[2], "Ring_2"), (ports[3], "Ring_3"), (ports[4], "Ring_4")], Names());
        await Leave(3);
        Assert.Equal([(ports[1], "Ring"), (ports[2], "Ring_2"), (ports[4], "Ring_4")], Names());

        int newest = Join("Ring");
        Assert.Equal([(ports[1], "Ring"), (newest, "Ring_1"), (ports[2], "Ring_2"), (ports[4], "Ring_4")], Names());

        await Leave(1);
        Assert.Equal([(ports[2], "Ring"), (newest, "Ring_1"), (ports[4], "Ring_4")], Names());
    }

    [Fact]
    public async Task Somebody_always_has_the_plain_name_while_one_lives()
    {
        var random = new Random(1);
        for (int step = 0; step < 300; step++)
        {
            int[] there = [.. Enumerable.Range(0, _clients.Count).Where(i => _clients[i].Socket.Connected)];
            if (there.Length == 0 || (there.Length < 20 && random.Next(2) == 0))
                Join("Ring");
            else
                await Leave(there[random.Next(there.Length)]);

            string[] names = [.. Names().Select(row => row.Name)];
            Assert.Distinct(names);
            Assert.Equal(names.Length > 0, names.Contains("Ring"));
        }
    }

    [Fact]
    public void Another_user_has_names_of_his_own()
    {
        int mine = Join("Ring", "fox");
        int theirs = Join("Ring", "owl");

        Assert.Equal([$"{mine} Ring fox", $"{theirs} Ring owl"], _observer.List());
    }

    [Fact]
    public void A_server_that_crashed_and_came_back_has_its_plain_name_again()
    {
        for (int round = 0; round < 100; round++)
        {
            LineClient crashed = LineClient.Connect(_daemon.Port);
            crashed.Gimme("Ring");
            if (round % 2 == 0)
                crashed.Reset();
            else
                crashed.Dispose();

            using LineClient back = LineClient.Connect(_daemon.Port);
            int port = back.Gimme("Ring");
            Assert.Equal([$"{port} Ring u"], _observer.List());
            Assert.Equal($"OK {port}", back.Ask($"FREE {port}"));
        }
    }

    [Theory]
    [InlineData("GIMME Ring u", true)]
    [InlineData("GIMME Ring u", false)]
    [InlineData("CLAIM PORT Ring u", true)]
    [InlineData("CLAIM PORT Ring u", false)]
    public async Task So_has_one_whose_request_the_daemon_reads_before_it_notices_the_crash(string request, bool reset)
    {
        LineClient crashed = LineClient.Connect(_daemon.Port);
        int port = crashed.Gimme("Ring");
        using LineClient back = LineClient.Connect(_daemon.Port);
        Assert.Single(back.List());

        // What happens while the daemon stands still it finds in the order in which it happened.
        _daemon.Signal("STOP");
        await Eventually.Holds("the daemon stands still", () => ProcessFigures.IsStopped(_daemon.Id));
        back.Send(request.Replace("PORT", $"{port}", StringComparison.Ordinal) + "\nLIST\n");
        if (reset)
            crashed.Reset();
        else
            crashed.Dispose();
        _daemon.Signal("CONT");

        string given = back.ReadLine()[3..];
        Assert.Equal(["OK 1", $"{given} Ring u"], [back.ReadLine(), back.ReadLine()]);
    }

    [Fact]
    public async Task With_refuse_the_second_is_refused_and_keeps_its_connection()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--duplicates", "refuse"]);
        using LineClient first = LineClient.Connect(daemon.Port);
        using LineClient second = LineClient.Connect(daemon.Port);
        int port = first.Gimme("Ring");

        Assert.Equal("FAIL {Ring is already advertised by u}", second.Ask("GIMME Ring u"));
        int other = second.Gimme("Scaler");
        Assert.Equal([$"{port} Ring u", $"{other} Scaler u"], second.List());

        first.Dispose();
        Assert.NotEqual(0, second.Gimme("Ring"));
    }

    private int Join(string service, string user = "u")
    {
        LineClient client = LineClient.Connect(_daemon.Port);
        _clients.Add(client);
        return client.Gimme(service, user);
    }

    private async Task Leave(int index)
    {
        int before = Names().Length;
        _clients[index].Dispose();
        await Eventually.Holds("a holder's port is free", () => Names().Length == before - 1);
    }

    private (int Port, string Name)[] Names() =>
        [.. _observer.List().Select(row => row.Split(' ')).Select(words => (int.Parse(words[0]), words[1]))];
}
