using PortManager.Server.LabView;

namespace PortManager.Server.Web.Api;

/// <summary>Shows the lab to any number of clients: what changes is put together at most twice a second. Any thread may use it.</summary>
internal sealed class LabSnapshots : IDisposable
{
    private static readonly TimeSpan s_validFor = TimeSpan.FromMilliseconds(500);

    private readonly LabFollower _follower;
    private readonly string _self;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private LabSnapshot? _latest;
    private long _takenAt;

    /// <param name="follower">Follows the lab.</param>
    /// <param name="self">The name under which this host publishes.</param>
    /// <param name="time">Tells the time.</param>
    public LabSnapshots(LabFollower follower, string self, TimeProvider time)
    {
        _follower = follower;
        _self = self;
        _time = time;
        follower.State.Forgotten += Forget;
    }

    /// <summary>How the lab is, or was half a second ago at the most.</summary>
    public LabSnapshot Now()
    {
        lock (_lock)
        {
            bool isValid = _latest is not null
                && (_latest.LastEventId == _follower.State.LastId || _time.GetElapsedTime(_takenAt) < s_validFor);
            if (!isValid)
                (_latest, _takenAt) = (new LabSnapshot(_follower.State.Read(), _self), _time.GetTimestamp());
            return _latest!;
        }
    }

    public void Dispose() => _follower.State.Forgotten -= Forget;

    private void Forget()
    {
        lock (_lock)
            _latest = null;
    }
}
