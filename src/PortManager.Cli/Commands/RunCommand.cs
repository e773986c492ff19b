using System.CommandLine;
using System.Globalization;
using PortManager.Cli.Help;
using PortManager.Cli.Output;
using PortManager.Cli.Processes;
using PortManager.Client;

namespace PortManager.Cli.Commands;

/// <summary><c>portmanager run</c></summary>
internal sealed class RunCommand
{
    public const string Name = "run";

    private const string Variable = "PORT";
    private const string NameVariable = "SERVICE";
    private const string Placeholder = "{port}";

    private static readonly Manual s_manual = new("portmanager run [options] SERVICE -- COMMAND [ARG...]")
    {
        Notes =
        [
            $"What stands behind -- is COMMAND's own. It finds the port in its environment as {Variable}, and in the place of "
                + $"each {Placeholder} in its arguments; the name under which it is advertised is {NameVariable}. It has the terminal, the input and the output of portmanager, and gets "
                + "the signals HUP, INT, QUIT, USR1, USR2, TERM and WINCH that portmanager gets; those that come from the keys "
                + "of the terminal reach it once. When it ends, the port is free.",
            "With --listen, portmanager listens, and COMMAND is handed the socket as systemd does it: descriptor 3, with LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES. So no other "
                + "program can be faster, and COMMAND needs no port number.",
            "When the port manager goes away and comes back, the port is claimed again. If it cannot be had again, a line on "
                + "standard error says so, and COMMAND goes on.",
            "The exit code is that of COMMAND, and 128+N when signal N ended it. Those below are portmanager's own.",
        ],
        Examples =
        [
            "portmanager run web -- python3 -m http.server {port}",
            "portmanager run --unique web -- python3 -m http.server {port} || echo 'it runs already'",
            "portmanager run --listen web -- ./server-for-systemd",
            "portmanager run scaler -- sh -c 'exec ./scaler --listen \"$PORT\"'",
        ],
        ExitCodes = ["1", "2", "3", "5", "126", "127"],
    };

    private readonly HostOptions _host = new();
    private readonly Argument<string> _service = CommonOptions.Service("The service to advertise.");
    private readonly Option<string?> _user = CommonOptions.AdvertisingUser();
    private readonly PortWish _wish = new();

    private readonly Option<bool> _listen = new("--listen")
    {
        Description = "Listen on the port, and hand the socket to COMMAND as systemd does (default: COMMAND listens itself).",
    };

    private readonly Argument<string[]> _command = new("COMMAND")
    {
        Description = $"The command to run and its arguments; {Placeholder} in an argument stands for the port.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Create()
    {
        var run = new RunCommand();
        var command = new Command(Name, "Run a command on a port of its own, advertised while it runs.");
        command.Arguments.Add(run._service);
        command.Arguments.Add(run._command);
        command.Options.Add(run._user);
        run._wish.AddTo(command);
        command.Options.Add(run._listen);
        command.AddRule(result => result.GetValue(run._listen) && run._wish.IsGiven(result) ? "--listen goes neither with --claim nor with --unique" : null);
        run._host.AddTo(command);
        s_manual.AddTo(command);
        command.SetAction(run.RunAsync);
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        string file = CommandFinder.Find(parsed.GetRequiredValue(_command)[0]);
        return _host.UseAsync(parsed, (client, limit) => RunAsync(client, file, parsed, limit), stop, parsed.GetValue(_user));
    }

    private async Task<int> RunAsync(PortManagerClient client, string file, ParseResult parsed, CancellationToken limit)
    {
        string[] command = parsed.GetRequiredValue(_command);
        NewPort taken = await NewPort.TakeAsync(client, parsed.GetRequiredValue(_service), _wish, parsed, parsed.GetValue(_listen), limit);
        _ = WarnWhenLostAsync(taken);

        string name = await taken.NameAsync(limit);
        if (name != parsed.GetRequiredValue(_service))
            ErrorOutput.Warn($"{parsed.GetRequiredValue(_service)} is advertised as {name}, because its user has another one of that name");
        string port = taken.Port.ToString(CultureInfo.InvariantCulture);
        string[] arguments = [.. command.Skip(1).Select(argument => argument.Replace(Placeholder, port, StringComparison.Ordinal))];
        (string started, IReadOnlyList<string> with) = taken.Socket is { } socket ? SocketHandover.To(socket, name, file, arguments) : (file, arguments);
        return await ChildProcess.RunAsync(
            started,
            with,
            new Dictionary<string, string> { [Variable] = port, [NameVariable] = name });
    }

    private static async Task WarnWhenLostAsync(NewPort port) => ErrorOutput.Write(await port.Lost);
}
