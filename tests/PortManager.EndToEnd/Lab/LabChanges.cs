using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>What a <c>portmanager watch --lab</c> has printed, taken together.</summary>
internal static class LabChanges
{
    /// <summary>The services that are there after all that was printed, in order. Fails on a change that does not follow from those before.</summary>
    public static string[] Result(RunningProgram watch)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (string line in Lines(watch))
            Assert.True(line[0] == '+' ? there.Add(line[2..]) : there.Remove(line[2..]), $"this came twice, or was not there: {line}\n{watch.Output}");
        return [.. there.Order(StringComparer.Ordinal)];
    }

    /// <summary>The changes of one service: a plus for each time that it came, a minus for each that it went.</summary>
    public static string Of(RunningProgram watch, string service) =>
        string.Concat(Lines(watch).Where(line => line.Split(' ')[2] == service).Select(line => line[0]));

    private static string[] Lines(RunningProgram watch) => watch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
