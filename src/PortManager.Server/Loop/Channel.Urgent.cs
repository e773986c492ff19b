using PortManager.Server.Native;

namespace PortManager.Server.Loop;

/// <content>Urgent bytes of TCP. None is part of a request, but the kernel counts each.</content>
internal sealed partial class Channel
{
    /// <summary>Drops an urgent byte that is next, and counts it as consumed.</summary>
    private void DropUrgent()
    {
        if (!_socket.IsAtUrgent)
            return;
        _toDiscard++;
        Discard();
    }

    /// <summary>
    /// Whether a read may have ended before an urgent byte. What is in the kernel before one hides what is behind it as long as it is only looked at: a
    /// request that has one in its middle is taken, so that the connection does not outlive the process.
    /// </summary>
    private bool IsBeforeUrgent(int consumed, int length)
    {
        if (consumed > 0 || !_input.IsLeftInKernel)
            return true;
        // Bytes that have only just come are seen by a second look, and those behind an urgent one are not.
        if (Session.IsOpening || TcpByteCounts.InputLength(_socket.Descriptor) <= length || _socket.LookAt(_loop.Buffer) > length)
            return false;
        _input.IsLeftInKernel = false;
        _loop.StopPreserving(this);
        return true;
    }
}
