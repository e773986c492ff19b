using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using PortManager.Cli.Errors;
using PortManager.Cli.Output;
using PortManager.Client;
using PortManager.Protocol;

namespace PortManager.Cli.Commands;

/// <summary>The options that select a port manager.</summary>
internal sealed class HostOptions
{
    public const string DefaultHost = "localhost";
    public const string HostName = "--host";
    public const string PortName = "--port";

    private const string ServicesFile = "/etc/services";

    private readonly Option<string> _host = new(HostName)
    {
        HelpName = "HOST",
        Description = $"Ask the port manager on this host, a name or an address (default: {DefaultHost}).",
        DefaultValueFactory = _ => DefaultHost,
        CustomParser = Values.Host,
    };

    private readonly Option<int?> _port = PortOption();

    private readonly Option<TimeSpan?> _timeout = TimeoutOption();

    public HostOptions() => _host.CompletionSources.Add(Candidates.Hosts);

    public void AddTo(Command command) => AddTo(command, withTimeout: true);

    /// <param name="command">The command that gets the options.</param>
    /// <param name="withTimeout">Whether <c>--timeout</c> is the time for an answer; false if it has another meaning there.</param>
    public void AddTo(Command command, bool withTimeout)
    {
        command.Options.Add(_host);
        command.Options.Add(_port);
        if (withTimeout)
            command.Options.Add(_timeout);
    }

    public static Option<TimeSpan?> TimeoutOption() => new("--timeout")
    {
        HelpName = "SECONDS",
        Description = "Give up if the port manager has not answered after so long, with exit code 3 (default: 5 for each address to connect to, and 10 for a reply).",
        CustomParser = Values.Timeout,
    };

    public static Option<int?> PortOption() => new(PortName)
    {
        HelpName = "PORT",
        Description = "The port it listens on (default: what this host's port file says if the host is this one and a program "
            + "listens there, then the service daqportmgr of /etc/services, then 30000).",
        CustomParser = Values.Port,
    };

    public string Host(ParseResult parsed) => parsed.GetRequiredValue(_host);

    /// <summary>Adds an argument to a command that is the same as <c>--host</c>.</summary>
    /// <returns>Gets the host of a command line.</returns>
    public Func<ParseResult, string> AddArgumentTo(Command command)
    {
        var argument = new Argument<string?>("HOST") { Description = "The same as --host.", Arity = ArgumentArity.ZeroOrOne, CustomParser = Values.Host };
        argument.CompletionSources.Add(Candidates.Hosts);
        command.Arguments.Add(argument);
        command.AddRule(result => result.GetValue(argument) is { } named && result.GetResult(_host) is { Implicit: false } && result.GetValue(_host) != named
            ? "give the host once: as HOST, or with --host"
            : null);
        return parsed => parsed.GetValue(argument) ?? Host(parsed);
    }

    /// <summary>Returns whether the command line names a host.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetResult(_host) is { Implicit: false };

    public int? Port(ParseResult parsed) => parsed.GetValue(_port);

    public TimeSpan? Timeout(ParseResult parsed) => parsed.GetValue(_timeout);

    /// <summary>Connects to the port manager that the options select, and uses the connection.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="use">Uses the connection. Its token is cancelled when the command is to end, and when the answer has not come in time.</param>
    /// <param name="stop">Cancelled when the command is to end.</param>
    /// <param name="user">Whose services are advertised; null for the user who runs this program.</param>
    /// <exception cref="Failure">The port manager cannot be reached, or a request failed.</exception>
    public Task<int> UseAsync(
        ParseResult parsed, Func<PortManagerClient, CancellationToken, Task<int>> use, CancellationToken stop, string? user = null) =>
        UseAsync(Host(parsed), Port(parsed), Timeout(parsed), use, stop, user);

    /// <summary>Connects to a port manager, and uses the connection.</summary>
    /// <param name="host">Its host.</param>
    /// <param name="port">Its port; null to find it.</param>
    /// <param name="timeout">How long connecting and what the token is passed to may take together; null for the library's own limits.</param>
    /// <param name="use">Uses the connection. Its token is cancelled when the command is to end, and when the answer has not come in time.</param>
    /// <param name="stop">Cancelled when the command is to end.</param>
    /// <param name="user">Whose services are advertised; null for the user who runs this program.</param>
    /// <exception cref="Failure">The port manager cannot be reached, or a request failed.</exception>
    public static async Task<T> UseAsync<T>(
        string host, int? port, TimeSpan? timeout, Func<PortManagerClient, CancellationToken, Task<T>> use, CancellationToken stop, string? user = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout ?? System.Threading.Timeout.InfiniteTimeSpan);
        await using PortManagerClient client = await ConnectAsync(host, port, user, limit.Token, stop);
        try
        {
            return await use(client, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw Failures.Of(new TimeoutException(), client);
        }
        catch (Exception e) when (Failures.IsOfPortManager(e))
        {
            throw Failures.Of(e, client);
        }
    }

    private static async Task<PortManagerClient> ConnectAsync(string host, int? port, string? user, CancellationToken limit, CancellationToken stop)
    {
        try
        {
            PortManagerClient client = await PortManagerClient.ConnectAsync(host, port, new PortManagerClientOptions { User = user }, limit);
            if (client.Found is { } found && Warning(found, client.Port) is { } warning)
                ErrorOutput.Warn(warning);
            return client;
        }
        catch (Exception e) when (e is SocketException or TimeoutException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw Failures.CannotConnect(host, port is { } given ? new FoundPorts([given]) : PortsTried(host, e), e);
        }
        catch (ArgumentException)
        {
            throw new Failure(ExitCode.Usage, $"'{Printable.Text(host)}' is no name and no address of a host");
        }
    }

    private static string? Warning(FoundPorts found, int used) =>
        found.Problem is { } problem ? $"{problem}; using port {used}"
        : found.PortFile is { } file && found.Ports[0] != used ? $"no program listens on port {found.Ports[0]}, which {file} names: using port {used}"
        : null;

    /// <summary>Returns the ports that the library found and tried; null if it did not get that far.</summary>
    private static FoundPorts? PortsTried(string host, Exception cause)
    {
        if (cause is not SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            return null;
        IPAddress[] addresses = Dns.GetHostAddresses(host);
        return ListenPort.Find(host, addresses, new PortManagerClientOptions().PortFile, ServicesFile);
    }
}
