using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Pool;

/// <summary>A host whose ports are in use when a test says so.</summary>
internal sealed class FakeProbe : IPortProbe
{
    public HashSet<int> InUse { get; } = [];

    /// <summary>Ports of which closed connections are left, and that a server can bind.</summary>
    public HashSet<int> Reusable { get; } = [];

    /// <summary>Ports of which closed connections are left, and that nobody can bind.</summary>
    public HashSet<int> Closing { get; } = [];

    public int Looks { get; private set; }

    /// <summary>How often it was told to look at ports anew.</summary>
    public int Turns { get; private set; }

    /// <summary>What happens during each look.</summary>
    public Action? Looking { get; set; }

    /// <summary>Whether the system cannot tell of any port.</summary>
    public bool IsBlind { get; set; }

    public PortUse Look(int port)
    {
        Looks++;
        Looking?.Invoke();
        return IsBlind ? PortUse.Unknown
            : InUse.Contains(port) ? PortUse.InUse
            : Closing.Contains(port) ? PortUse.Closing
            : Reusable.Contains(port) ? PortUse.Reusable
            : PortUse.Free;
    }

    public void BeginTurn() => Turns++;
}
