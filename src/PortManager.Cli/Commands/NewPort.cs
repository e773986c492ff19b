using PortManager.Cli.Errors;
using PortManager.Client;
using PortManager.Protocol;

namespace PortManager.Cli.Commands;

/// <summary>A port that was allocated for a service. It tells if the port is lost.</summary>
internal sealed class NewPort
{
    private readonly TaskCompletionSource<Failure> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NewPort(PortManagerClient client) => client.PortLost += OnLost;

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

    private void OnLost(object? sender, PortLostEventArgs lost)
    {
        string reason = Printable.Text(lost.Reason).TrimEnd('.');
        _lost.TrySetResult(new Failure(ExitCode.NotFound, $"port {lost.Allocation.Port} is lost: {reason}"));
    }
}
