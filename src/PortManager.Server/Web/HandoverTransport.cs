using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web;

/// <summary>Gives Kestrel connections that were accepted elsewhere.</summary>
internal sealed class HandoverTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    /// <summary>A flush completes when the kernel has the bytes: no reply waits in memory unless the peer does not read.</summary>
    private const long WriteBufferSize = 1;

    private readonly Channel<(ClientConnection Client, Socket Socket)> _waiting = Channel.CreateUnbounded<(ClientConnection, Socket)>();
    private readonly SocketConnectionContextFactory _contexts =
        new(new SocketConnectionFactoryOptions { MaxWriteBufferSize = WriteBufferSize }, NullLogger.Instance);

    /// <summary>Stands for all places where connections are accepted.</summary>
    public static EndPoint EndPoint { get; } = new HandoverEndPoint();

    EndPoint IConnectionListener.EndPoint => EndPoint;

    /// <summary>Hands a connection over.</summary>
    public void Add(ClientConnection client, Socket socket) => _waiting.Writer.TryWrite((client, socket));

    /// <summary>Takes back a connection that was not accepted; false if there is none.</summary>
    public bool TryTakeBack([NotNullWhen(true)] out ClientConnection? client, [NotNullWhen(true)] out Socket? socket)
    {
        bool isThere = _waiting.Reader.TryRead(out (ClientConnection Client, Socket Socket) next);
        (client, socket) = next;
        return isThere;
    }

    public bool CanBind(EndPoint endpoint) => endpoint is HandoverEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_waiting.Reader.TryRead(out (ClientConnection Client, Socket Socket) next))
            {
                ConnectionContext context = _contexts.Create(next.Socket);
                context.Features.Set(next.Client);
                return context;
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _waiting.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _contexts.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class HandoverEndPoint : EndPoint
    {
        public override string ToString() => "connections handed over";
    }
}
