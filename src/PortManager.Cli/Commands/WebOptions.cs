using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using PortManager.Cli.Errors;
using PortManager.Server;
using PortManager.Server.Listening;

namespace PortManager.Cli.Commands;

/// <summary>The options for HTTP: whether the daemon serves it, where, and under which names.</summary>
internal sealed class WebOptions
{
    private readonly Option<bool> _none = new("--no-http")
    {
        Description = "Speak no HTTP: no web page, no REST interface, no metrics.",
    };

    private readonly Option<ListenAddress?> _listen = new("--http")
    {
        HelpName = "[ADDRESS:]PORT",
        Description = "Speak HTTP here, and not on the ports of --listen.",
        CustomParser = ServeValues.ListenOnce,
    };

    private readonly Option<string[]> _hosts = new("--http-host")
    {
        DefaultValueFactory = Values.None<string>,
        HelpName = "NAME",
        Description = "A name or address by which browsers may call this host, besides localhost, its own names and addresses; "
            + "*.DOMAIN for every name in a domain; may be repeated. A request for another name is refused.",
        CustomParser = HostNames,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_none);
        command.Options.Add(_listen);
        command.Options.Add(_hosts);
    }

    /// <summary>Returns the options for HTTP.</summary>
    /// <exception cref="Failure">The options do not go together.</exception>
    public HttpOptions Read(ParseResult parsed)
    {
        bool isOn = !parsed.GetValue(_none);
        ListenAddress? listen = parsed.GetValue(_listen);
        string[] hosts = parsed.GetValue(_hosts) ?? [];
        if (!isOn && (listen is not null || hosts.Length > 0))
            throw new Failure(ExitCode.Usage, "--no-http goes neither with --http nor with --http-host");
        return new HttpOptions { IsOn = isOn, Listen = listen, Hosts = hosts };
    }

    private static string[] HostNames(ArgumentResult result)
    {
        foreach (Token token in result.Tokens.Where(t => !IsHost(t.Value)))
            Values.Refuse(result, "the name or address of a host without a port, or *.DOMAIN", token.Value);
        return [.. result.Tokens.Select(t => t.Value)];
    }

    private static bool IsHost(string text) =>
        IPAddress.TryParse(text, out _) || Uri.CheckHostName(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text) == UriHostNameType.Dns;
}
