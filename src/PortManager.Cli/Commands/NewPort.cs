using PortManager.Cli.Errors;

namespace PortManager.Cli.Commands;

/// <summary>A port that was taken for a service, and what becomes of it.</summary>
internal sealed class NewPort
{
    private readonly TaskCompletionSource<PortLostEventArgs> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NewPort(PortManagerClient client) => client.PortLost += (_, lost) => _lost.TrySetResult(lost);

    public int Port { get; private init; }

    /// <summary>Completes when the port manager was away, and does not give the port back.</summary>
    public Task<Failure> Lost => ToFailureAsync();

    public static async Task<NewPort> TakeAsync(PortManagerClient client, string service, CancellationToken stop)
    {
        try
        {
            return new NewPort(client) { Port = await client.GetPortAsync(service, stop) };
        }
        catch (InvalidOperationException)
        {
            throw new Failure(ExitCode.Usage, "who runs this program is not known: give --user USER");
        }
    }

    private async Task<Failure> ToFailureAsync()
    {
        PortLostEventArgs lost = await _lost.Task;
        return new Failure(ExitCode.NotFound, $"port {Port} is lost: {Protocol.Printable.Text(lost.Reason).TrimEnd('.')}");
    }
}
