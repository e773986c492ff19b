using System.CommandLine;
using System.Net.Sockets;
using PortManager.Cli.Errors;
using PortManager.Cli.Output;
using PortManager.Client;
using PortManager.Protocol;

namespace PortManager.Cli.Commands;

/// <summary>A port that was allocated for a service. It tells if the port is lost.</summary>
internal sealed class NewPort
{
    private readonly TaskCompletionSource<Failure> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly PortManagerClient _client;

    private readonly string _service;

    private NewPort(PortManagerClient client, string service)
    {
        _client = client;
        _service = service;
        client.StateChanged += OnChanged;
        client.Away += OnAway;
    }

    public int Port { get; private init; }

    /// <summary>Listens on the port; null if nobody asked for that.</summary>
    public Socket? Socket { get; private init; }

    /// <summary>Completes if the port manager was down, and refuses the port afterwards.</summary>
    public Task<Failure> Lost => _lost.Task;

    /// <summary>Has a port allocated.</summary>
    /// <param name="client">Holds it.</param>
    /// <param name="service">The service to advertise.</param>
    /// <param name="wish">Which port it has to be, and under which name.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="listens">Whether to listen on it as well. Then any port will do.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<NewPort> TakeAsync(PortManagerClient client, string service, PortWish wish, ParseResult parsed, bool listens, CancellationToken stop)
    {
        try
        {
            if (listens)
            {
                PortListener listener = await client.ListenAsync(service, cancellationToken: stop);
                return new NewPort(client, service) { Port = listener.Port, Socket = listener.Socket };
            }

            return new NewPort(client, service)
            {
                Port = wish.Port(parsed) is { } port ? await ClaimAsync(client, port, service, stop)
                    : wish.IsUnique(parsed) ? await client.GetUniquePortAsync(service, stop)
                    : await client.GetPortAsync(service, stop),
            };
        }
        catch (InvalidOperationException)
        {
            throw new Failure(ExitCode.Usage, "the name of the user who runs this program is not one that a port manager accepts: give --user USER");
        }
    }

    /// <summary>Returns the name under which the service is advertised: the one that was asked for, or that with a number.</summary>
    public async Task<string> NameAsync(CancellationToken stop)
    {
        IReadOnlyList<PortAllocation> instances = await _client.FindAsync(beginsWith: _service, cancellationToken: stop);
        // Nothing more is asked, and the port may be held for months.
        await _client.CloseListingsAsync(stop);
        return instances.FirstOrDefault(instance => instance.Port == Port)?.Service ?? _service;
    }

    private static async Task<int> ClaimAsync(PortManagerClient client, int port, string service, CancellationToken stop)
    {
        await client.ClaimPortAsync(port, service, stop);
        return port;
    }

    private void OnAway(Exception cause) => ErrorOutput.Warn(
        $"port {Port} is not advertised while the port manager is away: {Failures.Of(cause, _client).Message}; trying again until it is back");

    private void OnChanged(object? sender, PortManagerStateChangedEventArgs now)
    {
        if (now.Change != PortManagerStateChange.PortLost)
            return;
        string reason = Printable.Text(now.Reason).TrimEnd('.');
        _lost.TrySetResult(new Failure(ExitCode.NotFound, $"port {now.Allocation!.Port} is lost: {reason}"));
    }
}
