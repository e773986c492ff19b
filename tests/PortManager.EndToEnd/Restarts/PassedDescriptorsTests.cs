using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>What systemd may pass besides what the daemon expects.</summary>
public sealed class PassedDescriptorsTests : IAsyncLifetime
{
    private FakeSystemd _systemd = null!;

    public async ValueTask InitializeAsync() => _systemd = await FakeSystemd.RunAsync();

    public ValueTask DisposeAsync() => _systemd.DisposeAsync();

    [Fact]
    public async Task Of_connections_with_one_name_the_first_is_served_and_the_others_are_closed()
    {
        using LineClient first = LineClient.Connect(_systemd.Port);
        using LineClient second = LineClient.Connect(_systemd.Port);
        first.Gimme("first");
        second.Gimme("second");
        int stored = await _systemd.StoredAsync();

        await _systemd.KillAsync();
        await _systemd.RepeatAsync();
        await _systemd.StartAsync();

        Assert.Equal(2, first.List().Length);
        Assert.Equal(2, second.List().Length);
        await _systemd.StoresAsync(stored);
    }
}
