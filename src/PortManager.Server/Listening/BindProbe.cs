using PortManager.Server.Native;
using PortManager.Server.Pool;

namespace PortManager.Server.Listening;

/// <summary>
/// Looks whether a port is in use by binding it and letting go. The bind is strict: with SO_REUSEADDR it would succeed
/// beside others who are bound but do not listen.
/// </summary>
internal sealed class BindProbe : IPortProbe
{
    public bool? IsFree(int port) => StrictBind.Succeeds(port);
}
