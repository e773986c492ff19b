using System.Diagnostics.CodeAnalysis;

namespace PortManager.Client;

/// <summary>A port from its grant to its release or loss. If the same port is granted again, that is another object.</summary>
/// <param name="port">The port.</param>
/// <param name="service">The service name that was requested.</param>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer has nothing to dispose of.")]
internal sealed class HeldPort(int port, string service)
{
    private readonly CancellationTokenSource _lost = new();

    public int Port => port;

    public string Service => service;

    /// <summary>A token that is cancelled when the port is no longer the client's, unless its lease has released it.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Cancels the token. What is registered with it runs on the thread pool.</summary>
    public void Lose() => _ = _lost.CancelAsync();
}
