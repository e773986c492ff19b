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

    private const string ServicesFile = "/etc/services";

    private readonly Option<string> _host = new("--host")
    {
        HelpName = "HOST",
        Description = $"Ask the port manager on this host, a name or an address (default: {DefaultHost}).",
        DefaultValueFactory = _ => DefaultHost,
        CustomParser = Values.Host,
    };

    private readonly Option<int?> _port = PortOption();

    public void AddTo(Command command)
    {
        command.Options.Add(_host);
        command.Options.Add(_port);
    }

    public static Option<int?> PortOption() => new("--port")
    {
        HelpName = "PORT",
        Description = "The port it listens on (default: what this host's port file says if the host is this one and a program "
            + "listens there, then the service daqportmgr of /etc/services, then 30000).",
        CustomParser = Values.Port,
    };

    public string Host(ParseResult parsed) => parsed.GetRequiredValue(_host);

    /// <summary>Returns whether the command line names a host.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetResult(_host) is { Implicit: false };

    public int? Port(ParseResult parsed) => parsed.GetValue(_port);

    /// <summary>Connects to the port manager that the options select, and uses the connection.</summary>
    /// <exception cref="Failure">The port manager cannot be reached, or a request failed.</exception>
    public Task<int> UseAsync(
        ParseResult parsed, Func<PortManagerClient, Task<int>> use, CancellationToken stop, string? user = null) =>
        UseAsync(Host(parsed), Port(parsed), use, stop, user);

    /// <summary>Connects to a port manager, and uses the connection.</summary>
    /// <exception cref="Failure">The port manager cannot be reached, or a request failed.</exception>
    public static async Task<T> UseAsync<T>(
        string host, int? port, Func<PortManagerClient, Task<T>> use, CancellationToken stop, string? user = null)
    {
        await using PortManagerClient client = await ConnectAsync(host, port, user, stop);
        try
        {
            return await use(client);
        }
        catch (Exception e) when (Failures.IsOfPortManager(e))
        {
            throw Failures.Of(e, client);
        }
    }

    private static async Task<PortManagerClient> ConnectAsync(string host, int? port, string? user, CancellationToken stop)
    {
        try
        {
            PortManagerClient client = await PortManagerClient.ConnectAsync(host, port, new PortManagerClientOptions { User = user }, stop);
            if (client.Found is { } found && Warning(found, client.Port) is { } warning)
                ErrorOutput.Warn(warning);
            return client;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
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
