using System.Globalization;

namespace PortManager.EndToEnd.Restarts;

/// <summary>The wall clock of processes that are started with it, which jumps when it is told to (libfaketime).</summary>
internal sealed class FakeClock : IDisposable
{
    private readonly string _offset = Path.GetTempFileName();

    public FakeClock() => Set(TimeSpan.Zero);

    /// <summary>What a shell executes before it becomes a process that has this clock.</summary>
    public string Shell =>
        $"export LD_PRELOAD={Library()} FAKETIME_TIMESTAMP_FILE={_offset} FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1";

    /// <summary>Puts it that far from the true time.</summary>
    public void Set(TimeSpan offset)
    {
        // A reader sees a whole file.
        string draft = _offset + ".new";
        File.WriteAllText(draft, offset.TotalSeconds.ToString("+0;-0", CultureInfo.InvariantCulture));
        File.Move(draft, _offset, overwrite: true);
    }

    public void Dispose() => File.Delete(_offset);

    private static string Library() =>
        Directory.GetDirectories("/usr/lib", "*-linux-gnu")
            .Select(folder => Path.Combine(folder, "faketime/libfaketime.so.1"))
            .First(File.Exists);
}
