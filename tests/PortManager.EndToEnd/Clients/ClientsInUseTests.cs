using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Clients;

/// <summary>Small clients in the manner of those that others wrote, which all have to go on working.</summary>
public sealed class ClientsInUseTests
{
    [Fact]
    public async Task Python_gets_each_reply_whole_with_one_recv_even_900_rows_200_times()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 1000);

        string said = await ScriptClient.RunAsync("python3", "one_recv.py", daemon.Port, 900, 200);

        Assert.Equal("900 services, 200 listings", said);
    }

    [Fact]
    public async Task Tcl_reads_every_row_as_a_list_whatever_the_names()
    {
        await using Daemon daemon = await Daemon.StartAsync();

        string said = await ScriptClient.RunAsync("tclsh", "gets.tcl", daemon.Port);

        Assert.Equal("50 services, 1 listing", said);
    }

    [Fact]
    public async Task Whoever_splits_rows_at_blanks_or_separators_of_any_kind_gets_three_words()
    {
        await using Daemon daemon = await Daemon.StartAsync();

        string said = await ScriptClient.RunAsync("python3", "split.py", daemon.Port, daemon.UsageFile);

        Assert.Equal("26 services, 1 listing", said);
    }

    [Fact]
    public async Task A_client_may_send_a_byte_at_a_time()
    {
        await using Daemon daemon = await Daemon.StartAsync();

        string said = await ScriptClient.RunAsync("python3", "byte_at_a_time.py", daemon.Port);

        Assert.Equal("2 services, 1 listing", said);
    }

    [Fact]
    public async Task A_client_may_send_everything_at_once_and_close_its_half()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 150);

        string said = await ScriptClient.RunAsync("python3", "all_at_once.py", daemon.Port, 100);

        Assert.Equal("100 services, 100 listings", said);
    }
}
