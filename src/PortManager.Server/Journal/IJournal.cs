namespace PortManager.Server.Journal;

/// <summary>Takes each change of what is allocated.</summary>
internal interface IJournal
{
    /// <summary>A port was taken, or has another name or holder.</summary>
    void Add(AllocationRecord allocation);

    /// <summary>A port is free.</summary>
    void Remove(int port);
}
