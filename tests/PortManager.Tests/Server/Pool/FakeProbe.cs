using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Pool;

/// <summary>A host whose ports are in use when a test says so.</summary>
internal sealed class FakeProbe : IPortProbe
{
    public HashSet<int> InUse { get; } = [];

    public int Looks { get; private set; }

    /// <summary>What happens during each look.</summary>
    public Action? Looking { get; set; }

    /// <summary>Whether the system cannot tell of any port.</summary>
    public bool IsBlind { get; set; }

    public bool? IsFree(int port)
    {
        Looks++;
        Looking?.Invoke();
        return IsBlind ? null : !InUse.Contains(port);
    }
}
