using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PortManager.Server.Files;

namespace PortManager.Server.Status;

/// <summary>
/// Which processes have which sockets open, out of /proc. That is a look at every descriptor of every process that may be looked at, so
/// it is taken only when someone wants to know of a socket that is not known yet, and not again for a while. It has its own thread: what hangs there holds up nobody. Not safe for several threads.
/// </summary>
internal sealed class SocketProcesses(TimeProvider time)
{
    private const int MaxDescriptors = 200_000;
    private const string LinkPrefix = "socket:[";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    private Task<Dictionary<uint, ProcessName>> _scan = Task.FromResult<Dictionary<uint, ProcessName>>([]);
    private IReadOnlyDictionary<uint, ProcessName> _known = new Dictionary<uint, ProcessName>();
    private long? _scanned;

    /// <summary>The processes of those sockets for which one is found within a second.</summary>
    public async Task<IReadOnlyDictionary<uint, ProcessName>> OfAsync(IReadOnlySet<uint> sockets)
    {
        if (sockets.All(_known.ContainsKey))
            return _known;
        if (_scan.IsCompleted && (_scanned is not { } last || time.GetElapsedTime(last) > s_pause))
        {
            _scan = Task.Factory.StartNew(() => Scan(sockets), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            _scanned = time.GetTimestamp();
        }

        try
        {
            return _known = await _scan.WaitAsync(s_timeout, time);
        }
        catch (TimeoutException)
        {
            return _known;
        }
    }

    /// <summary>The name of a process, which the kernel cuts at 15 bytes; null for one that is gone.</summary>
    public static string? NameOf(int process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/comm")).TrimEnd('\n');
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            return null;
        }
    }

    private static Dictionary<uint, ProcessName> Scan(IReadOnlySet<uint> sockets)
    {
        var found = new Dictionary<uint, ProcessName>();
        int left = MaxDescriptors;
        // The oldest first: a socket that was inherited is its parent's.
        foreach (int process in Processes().Order())
        {
            string? name = null;
            foreach (uint socket in SocketsOf(process))
            {
                if (--left == 0)
                    return found;
                if (!sockets.Contains(socket) || found.ContainsKey(socket))
                    continue;
                name ??= NameOf(process);
                // It may be gone by now.
                if (name is null)
                    break;
                found.Add(socket, new ProcessName(name, process));
            }

            if (found.Count == sockets.Count)
                break;
        }

        return found;
    }

    private static IEnumerable<int> Processes() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let process = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0
        where process != 0 && process != Environment.ProcessId
        select process;

    /// <summary>The inodes of the sockets among what a process has open; 0 for what is none.</summary>
    private static IEnumerable<uint> SocketsOf(int process)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd");
        string[] descriptors;
        try
        {
            // The same numbers as in fd, as files: to list links, the framework asks the file system of each target, which may hang.
            descriptors = Directory.GetFiles(folder + "info");
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // Another user's, or gone.
            yield break;
        }

        foreach (string descriptor in descriptors)
            yield return TryReadLink(Path.Combine(folder, Path.GetFileName(descriptor)), out string? target) ? InodeOf(target) : 0;
    }

    private static bool TryReadLink(string path, [NotNullWhen(true)] out string? target)
    {
        try
        {
            target = new FileInfo(path).LinkTarget;
            return target is not null;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            target = null;
            return false;
        }
    }

    // socket:[12345]
    private static uint InodeOf(string target) =>
        target.StartsWith(LinkPrefix, StringComparison.Ordinal)
        && uint.TryParse(target.AsSpan(LinkPrefix.Length).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out uint inode)
            ? inode
            : 0;
}

/// <summary>A process.</summary>
internal readonly record struct ProcessName(string Name, int Id);
