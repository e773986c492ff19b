using System.CommandLine;
using PortManager.Cli.Output;
using PortManager.Lab;
using PortManager.Server;

namespace PortManager.Cli.Commands;

/// <summary>The options for the directory to which the daemon publishes.</summary>
internal sealed class DirectoryOptionsOfServe
{
    private readonly LabPlace _place = new("Publish what is allocated to the directory of the lab, on these members of etcd; none for no directory "
        + $"(default: {LabPlace.Variable} of the environment, then the lab's file; without either there is none).");

    private readonly Option<string?> _prefix = new("--directory-prefix")
    {
        HelpName = "PREFIX",
        Description = $"The prefix of the keys, with a slash at its end (default: {LabOptions.DefaultPrefix}).",
        CustomParser = Values.FolderName,
    };

    private readonly Option<string?> _ca = FileOption("--directory-ca", "The authorities that sign the certificates of etcd (default: those of the system).");
    private readonly Option<string?> _certificate = FileOption("--directory-cert", "The certificate by which etcd knows this host.");
    private readonly Option<string?> _key = FileOption("--directory-key", "The key of that certificate.");
    private readonly Option<string?> _login = FileOption("--directory-login", "A file with etcd's user on its first line, and the password on its second.");

    private readonly Option<string?> _host = new("--host-name")
    {
        HelpName = "NAME",
        Description = "The name under which this host publishes (default: the name of the system, up to its first dot).",
        CustomParser = Values.HostName,
    };

    private readonly Option<TimeSpan?> _lease = new("--directory-lease")
    {
        HelpName = "SECONDS",
        Description = "How long what this host published stays after its last sign of life (default: 10).",
        CustomParser = Values.Seconds,
    };

    public void AddTo(Command command)
    {
        _place.AddTo(command);
        foreach (Option option in new Option[] { _prefix, _ca, _certificate, _key, _login, _host, _lease })
            command.Options.Add(option);
    }

    /// <summary>Returns the options; null if there is no directory.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isTrial">Whether it runs beside another daemon, which then is the one that publishes.</param>
    public DirectoryOptions? Read(ParseResult parsed, bool isTrial)
    {
        if (isTrial && !_place.IsGiven(parsed))
            return null;
        LabOptions? lab = _place.Read(parsed, out string? problem);
        // The host has to be served, whatever is wrong with a file of the lab.
        if (problem is not null)
            ErrorOutput.Warn($"{problem}: nothing is published");
        if (problem is not null || lab is null)
            return null;
        var options = new DirectoryOptions
        {
            Lab = lab with
            {
                Prefix = parsed.GetValue(_prefix) ?? lab.Prefix,
                CaFile = parsed.GetValue(_ca) ?? lab.CaFile,
                CertificateFile = parsed.GetValue(_certificate) ?? lab.CertificateFile,
                KeyFile = parsed.GetValue(_key) ?? lab.KeyFile,
                LoginFile = parsed.GetValue(_login) ?? lab.LoginFile,
            },
        };
        return options with { HostName = parsed.GetValue(_host) ?? options.HostName, Lease = parsed.GetValue(_lease) ?? options.Lease };
    }

    private static Option<string?> FileOption(string name, string description) =>
        new(name) { HelpName = "FILE", Description = description, CustomParser = Values.FileName };
}
