namespace PortManager.Server.Web.Api;

internal enum PortState
{
    Listening,
    Reserved,
    Orphaned,
}
