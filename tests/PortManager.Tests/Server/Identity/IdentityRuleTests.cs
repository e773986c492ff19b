using Microsoft.AspNetCore.Connections;
using PortManager.Server;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Listening;
using PortManager.Tests.Server.Pool;
using Outcome = PortManager.Server.Allocations.Outcome;

namespace PortManager.Tests.Server.Identity;

/// <summary>Who may advertise under which name while the directory service hangs.</summary>
public sealed class IdentityRuleTests : IDisposable
{
    private readonly HungDirectory _directory = new();
    private readonly PeerIdentity _kernel = new([]);
    private readonly AcceptedConnection _connection = new(new DefaultConnectionContext("peer"), 1, new Peer(null, true, 7));

    public void Dispose()
    {
        _directory.Dispose();
        _kernel.Dispose();
    }

    [Theory]
    [InlineData("user7")]
    [InlineData("7")]
    public async Task A_user_who_is_not_known_in_time_is_refused_and_his_next_request_is_not(string user)
    {
        _directory.Hang();
        _directory.Name = _ => user;
        IdentityRule rule = Rule(IdentityMode.Enforce, out UserNames names);

        await rule.PrepareAsync(_connection);
        Outcome? refused = rule.Check(_connection, user);
        _directory.Recover();
        Patience.Until(() => names.OfAsync(7).AsTask() is { IsCompletedSuccessfully: true, Result: not null });
        await rule.PrepareAsync(_connection);

        Assert.Equal($"the system does not tell whether this connection is {user}'s", refused?.Refusal);
        Assert.Null(rule.Check(_connection, user));
        Assert.Equal($"this connection is {user}'s, and not other's", rule.Check(_connection, "other")?.Refusal);
    }

    [Fact]
    public async Task Where_the_difference_is_only_shown_it_is_the_number_at_first_and_the_name_later()
    {
        _directory.Hang();
        IdentityRule rule = Rule(IdentityMode.Warn, out UserNames names);

        await rule.PrepareAsync(_connection);
        Assert.Null(rule.Check(_connection, "fox"));
        Assert.Equal("7", IdentityRule.Difference(_connection, "fox"));

        _directory.Recover();
        Patience.Until(() => names.LastKnown(7) == "user7");
        await rule.PrepareAsync(_connection);
        Assert.Equal("user7", IdentityRule.Difference(_connection, "fox"));
    }

    private IdentityRule Rule(IdentityMode mode, out UserNames names)
    {
        names = new UserNames(TimeProvider.System, _directory.LookUp);
        return new IdentityRule(mode, names, new ListenedPorts(_kernel, new FakeProbe()));
    }
}
