namespace PortManager.Server.Web.Api;

/// <summary>Events with numbers that grow. Any thread may use it.</summary>
internal interface IEventSource
{
    /// <summary>Raised after something happened: a listener must not wait.</summary>
    event Action? Happened;

    /// <summary>The number of the latest event.</summary>
    long LastId { get; }

    /// <summary>What happened after an event, the oldest first.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="max">The most events that are given.</param>
    /// <returns>Null if some of it is not known any more.</returns>
    IEnumerable<StreamEvent>? Since(long id, int max);
}

/// <summary>An event as it is sent.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What it is.</param>
/// <param name="Data">More of it, as JSON.</param>
internal readonly record struct StreamEvent(long Id, string Name, byte[] Data);
