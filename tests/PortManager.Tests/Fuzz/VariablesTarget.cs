using System.Globalization;
using System.Text;
using PortManager.Server.Systemd;

namespace PortManager.Tests.Fuzz;

/// <summary>Whatever systemd's variables say, one a line: there is an answer within bounds, and nothing throws.</summary>
internal static class VariablesTarget
{
    private const int ProcessId = 4711;
    private const int Capacity = 200_000;

    private static readonly string s_own = ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Throws when the rule is broken.</summary>
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        string[] variables = [.. Encoding.UTF8.GetString(bytes).Split('\n', 4), "", "", ""];
        (string count, string names, string interval, string path) = (variables[0], variables[1], variables[2], variables[3]);

        CheckDescriptors(count, names);
        foreach (string process in (string[])["", s_own, count])
        {
            TimeSpan? watchdog = Watchdog.Read(process, interval, ProcessId);
            Assert.InRange(watchdog ?? TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(365));
        }

        // An environment has no NUL.
        string? warning = null;
        if (NotifySocket.EndPointOf(path.Replace("\0", "", StringComparison.Ordinal), w => warning = w) is { } place)
            Assert.NotEqual(0, place.Serialize().Size);
        else
            Assert.True(path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || warning is not null);
    }

    private static void CheckDescriptors(string count, string names)
    {
        Assert.Equal(0, PassedDescriptors.Read(s_own + "1", count, names, ProcessId).Count);
        (int passed, string[] each) = PassedDescriptors.Read(s_own, count, names, ProcessId);
        Assert.InRange(passed, 0, int.MaxValue);
        var stored = new StoredNames();
        int bytes = 0;
        foreach (string name in each.Where(StoredNames.IsConnection).Where(stored.TryAdd))
            bytes += name.Length + 1;
        // MAX_ARG_STRLEN, within which the next start has to stay.
        Assert.InRange(bytes, 0, 128 * 1024);
        Assert.All(Enumerable.Range(0, Math.Min(passed, 4)), entry => Assert.True(StoredNames.IsConnection(StoredNames.Of(entry * Capacity))));
    }
}
