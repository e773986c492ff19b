using System.CommandLine;
using PortManager.Cli.Errors;
using PortManager.Cli.Help;
using PortManager.Cli.Output;
using PortManager.Cli.Processes;
using PortManager.Cli.Signals;
using PortManager.Client;

namespace PortManager.Cli.Commands;

/// <summary><c>portmanager get</c></summary>
internal sealed class GetCommand
{
    public const string Name = "get";

    private static readonly Manual s_manual = new("portmanager get [options] SERVICE")
    {
        Notes =
        [
            "Prints the port, and holds it until standard input ends (the other end of a pipe is closed, Ctrl-D on a "
                + "terminal), or SIGINT or SIGTERM comes. A standard input that says nothing about the one who started it does "
                + "not count: with a file, with /dev/null and with none at all, as services and jobs in the background have it, "
                + "only a signal ends the hold. Ended while it holds the port, its exit code is 0.",
            "When the port manager goes away and comes back, the port is claimed again; exit code 1 when it cannot be had "
                + "again. To run a server on a port, 'portmanager run' is simpler. A user's further instance of a service is "
                + "advertised as SERVICE_1, SERVICE_2 ...; --json prints the name that was given.",
        ],
        Examples =
        [
            "coproc HOLDER { portmanager get myService; }; read -r port <&\"${HOLDER[0]}\"",
            "portmanager get --json myService < /dev/null",
            "portmanager get --claim 30005 myService",
        ],
        ExitCodes = ["0", "1", "2", "3", "5", "128+N"],
    };

    private readonly HostOptions _host = new();
    private readonly Argument<string> _service = CommonOptions.Service("The service to advertise.");
    private readonly Option<string?> _user = CommonOptions.AdvertisingUser();
    private readonly PortWish _wish = new();
    private readonly Option<bool> _json = CommonOptions.Json("Print a JSON object: host, port, service, user.");

    public static Command Create()
    {
        var get = new GetCommand();
        var command = new Command(Name, "Get a port for a service, print it, and hold it.");
        command.Arguments.Add(get._service);
        command.Options.Add(get._user);
        get._wish.AddTo(command);
        get._host.AddTo(command);
        command.Options.Add(get._json);
        s_manual.AddTo(command);
        command.SetAction((parsed, _) => get.RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        using var signals = new StopSignals();
        try
        {
            return await _host.UseAsync(
                parsed, (client, limit) => HoldAsync(client, parsed, signals, limit), signals.Token, parsed.GetValue(_user));
        }
        catch (OperationCanceledException)
        {
            return signals.ExitCodeOfSignal;
        }
    }

    private async Task<int> HoldAsync(PortManagerClient client, ParseResult parsed, StopSignals signals, CancellationToken limit)
    {
        NewPort port = await NewPort.TakeAsync(client, parsed.GetRequiredValue(_service), _wish, parsed, listens: false, limit);
        await PrintAsync(client, port.Port, parsed, limit);
        Task end = await Task.WhenAny(port.Lost, StandardInput.Ended(), signals.Came);
        return end == port.Lost ? throw port.Lost.Result : ExitCode.Done;
    }

    private async Task PrintAsync(PortManagerClient client, int port, ParseResult parsed, CancellationToken stop)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(_json))
        {
            IReadOnlyList<PortAllocation> all = await client.ListPortsAsync(stop);
            PortAllocation own = all.FirstOrDefault(allocation => allocation.Port == port)
                ?? throw new Failure(ExitCode.NotFound, $"port {port} is lost: the port manager does not list it");
            Json.Write(output, PortRow.From(client.Host, own));
        }
        else
        {
            output.WriteLine(port);
        }

        output.Flush();
    }
}
