using System.Text;
using PortManager.Server.Listening;
using PortManager.Server.Native;

namespace PortManager.Server.Loop;

/// <summary>Tells other daemons of this host, when they start, what this one is. Nothing is read from them.</summary>
/// <param name="listener">The listener's descriptor.</param>
/// <param name="daemon">Describes this daemon.</param>
internal sealed class NeighbourAnswer(int listener, Func<NeighbourDaemon> daemon) : IEventHandler
{
    private byte[]? _text;

    // One a turn: a program that connects again and again does not hold up the others.
    public void OnReady(uint events)
    {
        int descriptor = ListeningSocket.Accept(listener, out _);
        if (descriptor < 0)
            return;
        var socket = new StreamSocket(descriptor);
        _ = socket.Send(_text ??= Encoding.UTF8.GetBytes(daemon().ToString()));
        socket.Close();
    }
}
