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

    private NewPort(PortManagerClient client)
    {
        _client = client;
        client.PortLost += OnLost;
        client.Away += OnAway;
    }

    public int Port { get; private init; }

    /// <summary>Completes if the port manager was down, and refuses the port afterwards.</summary>
    public Task<Failure> Lost => _lost.Task;

    public static async Task<NewPort> TakeAsync(PortManagerClient client, string service, CancellationToken stop)
    {
        try
        {
            return new NewPort(client) { Port = await client.GetPortAsync(service, stop) };
        }
        catch (InvalidOperationException)
        {
            throw new Failure(ExitCode.Usage, "the name of who runs this program is not one that a port manager accepts: give --user USER");
        }
    }

    private void OnAway(Exception cause) => ErrorOutput.Warn(
        $"port {Port} is not advertised while the port manager is away: {Failures.Of(cause, _client).Message}; trying again until it is back");

    private void OnLost(object? sender, PortLostEventArgs lost)
    {
        string reason = Printable.Text(lost.Reason).TrimEnd('.');
        _lost.TrySetResult(new Failure(ExitCode.NotFound, $"port {lost.Allocation.Port} is lost: {reason}"));
    }
}
