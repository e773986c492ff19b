using PortManager.Native.Sockets;

namespace PortManager.Native.Steps;

/// <summary>
/// What an operation waits for. Operations are iterators that give out their waits, and go on when they are asked for the next:
/// so the same code serves callers that block, and callers that wait themselves. No thread takes part, which a fork would lose.
/// </summary>
/// <param name="Descriptor">The socket; -1 when only time has to pass.</param>
/// <param name="Events">Which events of poll(2) end the wait.</param>
/// <param name="Until">When it ends in any case, by <see cref="Environment.TickCount64"/>.</param>
internal readonly record struct Wait(int Descriptor, short Events, long Until)
{
    /// <summary>
    /// How often to look before sleeping, which takes some 50 microseconds. The port manager of the same host has mostly answered
    /// by then, and looking takes no more of the processor than falling asleep and waking up, and less time. Where there is but
    /// one processor, it cannot answer meanwhile.
    /// </summary>
    private static readonly int s_looks = Environment.ProcessorCount > 1 ? 100 : 0;

    /// <summary>How long it is until the end: 0 or more milliseconds, -1 when there is no end.</summary>
    public int Milliseconds =>
        Until == long.MaxValue ? -1 : (int)Math.Clamp(Until - Environment.TickCount64, 0, int.MaxValue);

    /// <summary>Waits, but not longer than a slice of time: whoever waits has other things to look at.</summary>
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
        // An error here is a signal that came, or shows at the next use of the socket.
        _ = SocketCalls.Poll(ref descriptor, 1, rest < 0 ? slice : Math.Min(rest, slice));
    }
}
