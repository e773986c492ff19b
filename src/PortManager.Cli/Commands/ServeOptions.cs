using System.CommandLine;
using PortManager.Cli.Errors;
using PortManager.Server;
using PortManager.Server.Listening;

namespace PortManager.Cli.Commands;

/// <summary>The options of the daemon.</summary>
internal sealed class ServeOptions
{
    private static readonly PortManagerServerOptions s_defaults = new();

    private readonly Option<bool> _trial = new("--trial")
    {
        Description = $"Run beside another port manager, to try it: with port {TrialDefaults.ListenPort}, the pool {TrialDefaults.Pool} and files of its own "
            + "in /tmp/portmanager-trial-UID, unless other options say otherwise. Clients find it with --port.",
    };

    private readonly Option<ListenAddress[]> _listen = new("--listen", "--listen-port", "-l")
    {
        DefaultValueFactory = Values.None<ListenAddress>,
        HelpName = "[ADDRESS:]PORT",
        Description = "Listen here; may be repeated. Without an address: on every address, IPv4 and IPv6. Port 0: any "
            + $"free one (default: {string.Join(", ", s_defaults.Listen)}).",
        CustomParser = ServeValues.Listen,
    };

    private readonly PoolOptions _pool = new();
    private readonly Option<string?> _log = FileOption("--log", "The log", s_defaults.LogFile);

    private readonly Option<string?> _usageFile =
        FileOption("--usagefile", "The file that lists the ports in use", s_defaults.UsageFile);

    private readonly Option<string?> _portFile =
        FileOption("--portfile", "The file that holds the port it listens on", s_defaults.PortFile);

    private readonly Option<string?> _pidFile =
        FileOption("--pidfile", "The file that holds the process id", s_defaults.PidFile);

    private readonly Option<string?> _state = new("--state")
    {
        HelpName = "DIR",
        Description = "The folder for what is the daemon's own (default: one for each listen port in "
            + "/var/lib/portmanager, or in the user's state folder).",
        CustomParser = Values.FolderName,
    };

    private readonly Option<string?> _takeOver = new("--take-over")
    {
        HelpName = "FILE",
        Description = "The usage file of another port manager, in whose place this one comes: what it lists is listed while servers of its users listen. "
            + "What was taken over once is not read again (default: none).",
        CustomParser = Values.FileName,
    };

    private readonly Option<DuplicatePolicy?> _duplicates = new("--duplicates")
    {
        HelpName = "number|refuse",
        Description = "What happens to a service that its user already advertises: it gets a number, NAME_1, or is "
            + "refused (default: number).",
        CustomParser = ServeValues.Duplicates,
    };

    private readonly Option<TimeSpan?> _grace = new("--grace")
    {
        HelpName = "SECONDS",
        Description = "How long, after a start, a port on which nobody listens is kept for the user who had it "
            + $"(default: {s_defaults.Grace.TotalSeconds}).",
        CustomParser = Values.Seconds,
    };

    private readonly IdentityOptions _identity = new();
    private readonly WebOptions _web = new();
    private readonly LimitOptions _limits = new();
    private readonly DirectoryOptionsOfServe _directory = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_trial);
        command.Options.Add(_listen);
        _pool.AddTo(command);
        command.Options.Add(_log);
        command.Options.Add(_usageFile);
        command.Options.Add(_portFile);
        command.Options.Add(_pidFile);
        command.Options.Add(_state);
        command.Options.Add(_takeOver);
        _duplicates.CompletionSources.Clear();
        _duplicates.CompletionSources.Add("number", "refuse");
        command.Options.Add(_duplicates);
        command.Options.Add(_grace);
        _identity.AddTo(command);
        _web.AddTo(command);
        _directory.AddTo(command);
        _limits.AddTo(command);
    }

    /// <summary>Returns the options of the daemon.</summary>
    /// <exception cref="Failure">The options do not go together.</exception>
    public PortManagerServerOptions Read(ParseResult parsed)
    {
        PortManagerServerOptions defaults = parsed.GetValue(_trial) ? TrialDefaults.Options() : s_defaults;
        var options = new PortManagerServerOptions
        {
            Listen = parsed.GetValue(_listen) is { Length: > 0 } listen ? listen : defaults.Listen,
            Ports = _pool.Read(parsed) ?? defaults.Ports,
            LogFile = parsed.GetValue(_log) ?? defaults.LogFile,
            UsageFile = parsed.GetValue(_usageFile) ?? defaults.UsageFile,
            PortFile = parsed.GetValue(_portFile) ?? defaults.PortFile,
            PidFile = parsed.GetValue(_pidFile) ?? defaults.PidFile,
            StateFolder = parsed.GetValue(_state) ?? defaults.StateFolder,
            TakeOverFile = parsed.GetValue(_takeOver),
            Duplicates = parsed.GetValue(_duplicates) ?? s_defaults.Duplicates,
            Grace = parsed.GetValue(_grace) ?? s_defaults.Grace,
            Http = _web.Read(parsed),
            Directory = _directory.Read(parsed, parsed.GetValue(_trial)),
            Limits = _limits.Read(parsed),
        };
        options = _identity.AddTo(options, parsed);
        if (options.Problem() is { } problem)
            throw new Failure(ExitCode.Usage, problem);
        _pool.WarnOfSinglePort(parsed);
        return options;
    }

    private static Option<string?> FileOption(string name, string what, string defaultFile) => new(name)
    {
        HelpName = "FILE",
        Description = $"{what} (default: {defaultFile}).",
        CustomParser = Values.FileName,
    };
}
