using System.Threading.Channels;
using PortManager.Client;

namespace PortManager.Tests.Client;

/// <summary>The ports that a client says it has lost.</summary>
internal sealed class LostPorts
{
    private readonly Channel<PortManagerStateChangedEventArgs> _lost = Channel.CreateUnbounded<PortManagerStateChangedEventArgs>();

    public LostPorts(PortManagerClient client) => client.StateChanged += (sender, lost) =>
    {
        Assert.Same(client, sender);
        if (lost.Change == PortManagerStateChange.PortLost)
            _lost.Writer.TryWrite(lost);
    };

    /// <summary>The lost ports that no test has read yet.</summary>
    public IEnumerable<PortManagerStateChangedEventArgs> More
    {
        get
        {
            while (_lost.Reader.TryRead(out PortManagerStateChangedEventArgs? lost))
                yield return lost;
        }
    }

    public Task<PortManagerStateChangedEventArgs> NextAsync() => _lost.Reader.ReadAsync(Clients.Token).AsTask().Bounded();
}
