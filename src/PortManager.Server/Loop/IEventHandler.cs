namespace PortManager.Server.Loop;

/// <summary>Whatever waits for a descriptor.</summary>
internal interface IEventHandler
{
    /// <summary>The descriptor is ready.</summary>
    /// <param name="events">How, as <see cref="Native.Epoll"/> names it.</param>
    void OnReady(uint events);
}
