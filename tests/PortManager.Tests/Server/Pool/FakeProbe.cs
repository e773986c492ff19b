using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Pool;

/// <summary>A host whose ports are in use when a test says so.</summary>
internal sealed class FakeProbe : IPortProbe
{
    public HashSet<int> InUse { get; } = [];

    public int Looks { get; private set; }

    public bool IsFree(int port)
    {
        Looks++;
        return !InUse.Contains(port);
    }
}
