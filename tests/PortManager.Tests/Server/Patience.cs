namespace PortManager.Tests.Server;

/// <summary>How long a test waits for what has to happen before it fails: it never waits for time to pass.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits until something has come true that another thread brings about and gives no sign of.</summary>
    public static void Until(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, Limit), "it did not come true");
}
