using System.Threading.Channels;
using PortManager.Client;

namespace PortManager.Tests.Client;

/// <summary>The ports that a client says it has lost.</summary>
internal sealed class LostPorts
{
    private readonly Channel<PortLostEventArgs> _lost = Channel.CreateUnbounded<PortLostEventArgs>();

    public LostPorts(PortManagerClient client) => client.PortLost += (sender, lost) =>
    {
        Assert.Same(client, sender);
        _lost.Writer.TryWrite(lost);
    };

    /// <summary>The lost ports that no test has read yet.</summary>
    public IEnumerable<PortLostEventArgs> More
    {
        get
        {
            while (_lost.Reader.TryRead(out PortLostEventArgs? lost))
                yield return lost;
        }
    }

    public Task<PortLostEventArgs> NextAsync() => _lost.Reader.ReadAsync(Clients.Token).AsTask().Bounded();
}
