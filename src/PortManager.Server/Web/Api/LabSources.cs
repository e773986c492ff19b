using PortManager.Server.LabView;

namespace PortManager.Server.Web.Api;

/// <summary>What is shown of the lab; there is none without a directory.</summary>
/// <param name="Follower">Follows the directory while somebody looks.</param>
/// <param name="Snapshots">The lab as it is.</param>
/// <param name="Events">What happens there, beside the events of this host.</param>
internal sealed record LabSources(LabFollower Follower, LabSnapshots Snapshots, EventStream Events) : IDisposable
{
    public void Dispose()
    {
        Events.Dispose();
        Snapshots.Dispose();
        Follower.Dispose();
    }
}
