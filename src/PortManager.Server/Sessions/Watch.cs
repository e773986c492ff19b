using PortManager.Protocol;

namespace PortManager.Server.Sessions;

/// <summary>What a connection watches, and how many changes it has been told. It keeps nothing else, so that one that does not read costs nothing.</summary>
/// <param name="filter">The rows.</param>
/// <param name="position">The number of the last change that its client knows; -1 if it has to be told everything.</param>
internal sealed class Watch(PortFilter filter, long position)
{
    public PortFilter Filter => filter;

    /// <summary>The number of the last change that it was told, or that is no change of its rows.</summary>
    public long Position { get; set; } = position;

    /// <summary>Whether its client is about to be told something.</summary>
    public bool IsDue { get; set; }
}
