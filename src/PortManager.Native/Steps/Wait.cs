using PortManager.Native.Sockets;

namespace PortManager.Native.Steps;

/// <summary>
/// What an operation waits for. Operations are iterators that yield their waits, and continue when the next one is requested. So the
/// same code serves callers that block and callers that wait themselves. It needs no thread, which a forked child would not have.
/// </summary>
/// <param name="Descriptor">The socket; -1 if only time has to pass.</param>
/// <param name="Events">The events of poll(2) that end the wait.</param>
/// <param name="Until">When the wait ends in any case, by <see cref="Environment.TickCount64"/>.</param>
internal readonly record struct Wait(int Descriptor, short Events, long Until)
{
    /// <summary>
    /// How often to poll before sleeping, which takes about 50 microseconds. A port manager on the same host has usually answered by
    /// then. Polling costs no more processor time than going to sleep and waking up, and is faster. With only one processor, the port
    /// manager cannot answer meanwhile.
    /// </summary>
    private static readonly int s_looks = Environment.ProcessorCount > 1 ? 100 : 0;

    /// <summary>The milliseconds until the end, 0 or more; -1 if there is no end.</summary>
    public int Milliseconds =>
        Until == long.MaxValue ? -1 : (int)Math.Clamp(Until - Environment.TickCount64, 0, int.MaxValue);

    /// <summary>Whether it is a time that has not passed yet, which nothing else ends.</summary>
    public bool IsPause => Descriptor < 0 && Milliseconds > 0;

    /// <summary>Waits, but not longer than a slice of time, so that the caller can check other things.</summary>
    /// <param name="slice">Milliseconds.</param>
    public void Sleep(int slice)
    {
        var descriptor = new SocketCalls.PollDescriptor { Descriptor = Descriptor, Events = Events };
        for (int look = 0; look < s_looks; look++)
        {
            if (SocketCalls.Poll(ref descriptor, 1, 0) > 0)
                return;
        }

        int rest = Milliseconds;
        // An error here is a signal that came, or recurs at the next use of the socket.
        _ = SocketCalls.Poll(ref descriptor, 1, rest < 0 ? slice : Math.Min(rest, slice));
    }
}
