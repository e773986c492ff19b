using System.Globalization;
using System.Text;
using PortManager.Protocol;
using PortManager.Server.Files;
using PortManager.Server.Logging;

namespace PortManager.Server.Status;

/// <summary>
/// The file that lists the allocations, one a line: port TAB service TAB user (SPEC section 5). A name may hold a blank; any other separator in it
/// is escaped. A thread of its own writes the file.
/// </summary>
internal sealed class UsageFile : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _writing = new();
    private readonly PublishedFile _file;
    private readonly Func<IReadOnlyList<PortAllocation>?> _allocations;
    private readonly BackgroundWorker _worker;

    /// <param name="path">Where it should be.</param>
    /// <param name="allocations">Gives what is allocated, in the order of a listing; null if that cannot be had any more. Any thread calls it.</param>
    /// <param name="warn">Takes warnings for the operator.</param>
    public UsageFile(string path, Func<IReadOnlyList<PortAllocation>?> allocations, Action<string> warn)
    {
        _file = new PublishedFile("usage file", path, warn);
        _allocations = allocations;
        _worker = new BackgroundWorker("usage file", s_interval, Write);
    }

    public string? Path => _file.Path;

    /// <summary>Has it written soon.</summary>
    public void Ask() => _worker.Ask();

    /// <summary>Writes it now.</summary>
    public void Write()
    {
        lock (_writing)
        {
            if (_allocations() is not { } allocations)
                return;
            var text = new StringBuilder();
            foreach ((int port, string service, string user) in allocations)
                text.Append(CultureInfo.InvariantCulture, $"{port}\t{HiddenCharacters.Escape(service)}\t{HiddenCharacters.Escape(user)}\n");
            _file.Write(text.ToString());
        }
    }

    /// <summary>Writes it again if somebody has deleted it.</summary>
    public void Restore() => _file.Restore();

    public void Finish(TimeSpan timeout) => _worker.Finish(timeout);

    public void Dispose() => _worker.Dispose();
}
