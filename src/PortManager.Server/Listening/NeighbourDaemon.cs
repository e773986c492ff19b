using System.Globalization;
using PortManager.Server.Pool;

namespace PortManager.Server.Listening;

/// <summary>What a daemon tells the others of its host, so that no two give out the same ports or write the same files.</summary>
/// <param name="Process">Its process id.</param>
/// <param name="Listen">Where it listens, for people.</param>
/// <param name="Ports">Its pool.</param>
/// <param name="Files">The full paths of the files that it writes for others.</param>
internal sealed record NeighbourDaemon(int Process, string Listen, PortRanges Ports, IReadOnlyList<string> Files)
{
    // Those below are devices, which may be shared.
    private const string Devices = "/dev/";

    /// <summary>The daemon that options describe.</summary>
    public static NeighbourDaemon Of(string listen, PortRanges ports, IEnumerable<string> files) =>
        new(Environment.ProcessId, listen, ports, [.. files.Where(IsPath).Select(Path.GetFullPath).Where(f => !f.StartsWith(Devices, StringComparison.Ordinal))]);

    /// <summary>Reads what <see cref="ToString"/> writes; null if it is something else.</summary>
    public static NeighbourDaemon? Read(string text)
    {
        ILookup<string, string> values = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2)).Where(words => words.Length == 2).ToLookup(words => words[0], words => words[1]);
        return int.TryParse(values["process"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out int process)
            && PortRanges.TryParse(values["pool"].FirstOrDefault() ?? "", out PortRanges? ports)
            ? new NeighbourDaemon(process, string.Join(' ', values["listen"]), ports, [.. values["file"]])
            : null;
    }

    /// <summary>Why another daemon cannot run beside this one, as a sentence that says what to do; null if it can.</summary>
    public string? ConflictWith(NeighbourDaemon other)
    {
        string who = $"process {Process} is a port manager too (on {Listen}, pool {Ports})";
        const string Advice = "end it, or give others; --trial has all of its own";
        if (Ports.InCommonWith(other.Ports) is { Count: > 0 } both)
            return $"{who} and gives out {(both.Count == 1 ? "port" : "ports")} {both}, as this one would: {Advice}";
        return Files.Intersect(other.Files).FirstOrDefault() is { } file ? $"{who} and writes {file}, as this one would: {Advice}" : null;
    }

    // process N NL listen text NL pool ranges NL (file path NL)*
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"process {Process}\nlisten {Listen}\npool {Ports}\n{string.Concat(Files.Select(f => $"file {f}\n"))}");

    private static bool IsPath(string path) => path.Length > 0 && !path.AsSpan().ContainsAny('\0', '\n');
}
