using Microsoft.Extensions.Logging;
using PortManager.Lab;
using PortManager.Server.Logging;
using PortManager.Server.Status;

namespace PortManager.Server.Lab;

/// <summary>Says, once, that the directory is behind, and once when it is not any more.</summary>
internal sealed class DirectoryReport(DirectoryState state, ILogger log)
{
    private bool _isContested;
    private bool _hasSaid;

    /// <summary>etcd has all rows.</summary>
    public void Current()
    {
        DirectoryFigures? before = state.Set(DirectoryFigures.Current, null);
        if (before is not null || !_hasSaid)
            log.DirectoryCurrent(state.Host, (before ?? state.Now).Since);
        _hasSaid = true;
    }

    /// <summary>etcd cannot be written.</summary>
    public void Behind(string problem)
    {
        if (state.Set(DirectoryFigures.Behind, problem) is not null || !_hasSaid)
            log.DirectoryBehind(problem);
        _hasSaid = true;
    }

    /// <summary>Another host has the name, so that this one publishes nothing.</summary>
    public void Conflict(HostValue other)
    {
        string where = Where(other);
        if (state.Set(DirectoryFigures.Conflict, $"another host publishes as {state.Host}: {where}") is not null)
            log.DirectoryConflict(state.Host, where);
        _hasSaid = true;
    }

    /// <summary>Another host wants the name of this one; null if none does.</summary>
    public void Contested(HostValue? rival)
    {
        if (rival is not null && !_isContested)
            log.DirectoryContested(state.Host, Where(rival));
        _isContested = rival is not null;
    }

    private static string Where(HostValue host) =>
        $"the daemon on port {host.Port} of {(host.Addresses.Count > 0 ? string.Join(", ", host.Addresses) : "a host without an address")}";
}
