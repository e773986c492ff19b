using System.Net;
using PortManager.Server.Connections;
using PortManager.Server.Events;
using PortManager.Server.Identity;
using PortManager.Tests.Server.Loop;

namespace PortManager.Tests.Server.Events;

/// <summary>Nobody fills the disk by the log: each host and each local user has so many lines a minute.</summary>
public sealed class LogBudgetTests
{
    private readonly SteppedTime _time = new();
    private readonly RecordingLogger<LogBudget> _log = new();
    private readonly LogBudget _budget;

    public LogBudgetTests() => _budget = new LogBudget(_log, _time);

    [Theory]
    [InlineData("192.0.2.1", null, "192.0.2.1")]
    [InlineData("2001:db8::1", null, "2001:db8::/64")]
    [InlineData("127.0.0.1", 1001L, "user 1001")]
    [InlineData("127.0.0.1", null, "programs of this host whose user is not known")]
    [InlineData(null, null, "others")]
    public void What_is_left_out_is_counted_and_said_once_the_minute_is_over(string? address, long? user, string source)
    {
        Connection connection = From(address, user);

        int taken = Enumerable.Range(0, LogBudget.MaxRefusals + 500).Count(_ => _budget.TakeRefusal(connection));
        _budget.EndMinute();
        Assert.Equal(LogBudget.MaxRefusals, taken);
        Assert.Empty(_log.Messages);

        _time.Pass(60_000);
        Assert.True(_budget.TakeRefusal(connection));
        Assert.Equal($"500 further lines about {source} were left out in the last minute", Assert.Single(_log.Messages));
    }

    [Fact]
    public void Programs_that_take_ports_without_asking_have_a_budget_together()
    {
        for (int i = 0; i < LogBudget.MaxRefusals; i++)
            Assert.True(_budget.TakeBusy());

        Assert.False(_budget.TakeBusy());
        Assert.True(_budget.TakeRefusal(null));
        _time.Pass(60_000);
        _budget.EndMinute();
        Assert.Equal("1 further lines about ports that other programs use were left out in the last minute", Assert.Single(_log.Messages));
    }

    [Fact]
    public void One_host_takes_no_lines_of_another_nor_of_the_same_hosts_ports()
    {
        for (int i = 0; i <= LogBudget.MaxRefusals; i++)
            _budget.TakeRefusal(From("192.0.2.1", null));

        Assert.False(_budget.TakeRefusal(From("192.0.2.1", null)));
        Assert.True(_budget.TakeRefusal(From("192.0.2.2", null)));
        Assert.True(_budget.TakeChange(From("192.0.2.1", null)));
    }

    [Fact]
    public void A_host_with_many_addresses_of_one_network_has_one_budget()
    {
        for (int i = 0; i <= LogBudget.MaxRefusals; i++)
            _budget.TakeRefusal(From($"2001:db8::{i:x}", null));

        Assert.False(_budget.TakeRefusal(From("2001:db8::ffff", null)));
    }

    [Fact]
    public void A_minute_in_which_nothing_is_left_out_is_not_mentioned()
    {
        for (int i = 0; i < LogBudget.MaxRefusals; i++)
            _budget.TakeRefusal(From("192.0.2.1", null));
        _time.Pass(60_000);

        _budget.EndMinute();

        Assert.Empty(_log.Messages);
    }

    [Fact]
    public void Any_number_of_hosts_costs_bounded_memory_and_bounded_lines()
    {
        int taken = Enumerable.Range(0, 100_000).Count(i => _budget.TakeRefusal(From(new IPAddress(i + 1L).ToString(), null)));

        Assert.InRange(taken, 1000, 6000);
    }

    [Fact]
    public void Any_number_of_loopback_addresses_have_one_budget_if_the_system_does_not_tell_whose_they_are()
    {
        int taken = Enumerable.Range(0, 10_000).Count(i => _budget.TakeRefusal(From($"127.1.{i / 256}.{i % 256}", null)));

        Assert.Equal(LogBudget.MaxRefusals, taken);
    }

    [Fact]
    public void Any_number_of_hosts_hides_nothing_of_a_user_and_any_number_of_users_nothing_of_a_host()
    {
        for (int i = 0; i < 20_000; i++)
        {
            _budget.TakeRefusal(From(new IPAddress(i + 1L).ToString(), null));
            _budget.TakeChange(From(new IPAddress(i + 1L).ToString(), null));
        }

        Assert.True(_budget.TakeRefusal(From("127.0.0.1", 1001)));
        Assert.True(_budget.TakeChange(From("127.0.0.1", 1001)));
        Assert.True(_budget.TakeRefusal(From("127.0.0.1", null)));
        Assert.True(_budget.TakeBusy());

        _time.Pass(60_000);
        for (int i = 0; i < 20_000; i++)
            _budget.TakeRefusal(From("127.0.0.1", i));
        Assert.True(_budget.TakeRefusal(From("192.0.2.1", null)));
        Assert.True(_budget.TakeRefusal(From("127.0.0.1", null)));
    }

    private static Connection From(string? address, long? user) =>
        new(1, new Peer(address is null ? null : IPAddress.Parse(address), user is not null, user));
}
