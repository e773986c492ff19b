using System.Globalization;
using System.Text;
using PortManager.Server.Allocations;
using PortManager.Server.Logging;

namespace PortManager.Server.Files;

/// <summary>The file that lists the allocations, one a line: port TAB service TAB user (SPEC section 5).</summary>
internal sealed class UsageFile : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _writing = new();
    private readonly PublishedFile _file;
    private readonly SharedRegistry _registry;
    private readonly BackgroundWorker _worker;

    public UsageFile(string path, SharedRegistry registry, Notices notices)
    {
        _file = new PublishedFile("usage file", path, notices);
        _registry = registry;
        _worker = new BackgroundWorker("usage file", s_interval, Write);
        registry.Changed += _ => _worker.Ask();
    }

    public string? Path => _file.Path;

    /// <summary>Writes it now; otherwise it is written by a thread of its own, soon after a change.</summary>
    public void Write()
    {
        lock (_writing)
        {
            var text = new StringBuilder();
            foreach ((int port, string service, string user) in _registry.Snapshot())
                text.Append(CultureInfo.InvariantCulture, $"{port}\t{service}\t{user}\n");
            _file.Write(text.ToString());
        }
    }

    /// <summary>Writes it again if somebody has deleted it.</summary>
    public void Restore() => _file.Restore();

    public void Finish(TimeSpan timeout) => _worker.Finish(timeout);

    public void Dispose() => _worker.Dispose();
}
