using System.CommandLine;
using System.CommandLine.Parsing;

namespace PortManager.Cli.Commands;

/// <summary>Which port a service is to have, and under which name: the options of <c>get</c> and <c>run</c>.</summary>
internal sealed class PortWish
{
    private readonly Option<int?> _claim = new("--claim")
    {
        HelpName = "PORT",
        Description = "Get this very port of the pool, or nothing (default: any port).",
        CustomParser = Values.Port,
    };

    private readonly Option<bool> _unique = new("--unique")
    {
        Description = "Get nothing, with exit code 1, if the user advertises a service of this name already (default: the further one gets a number).",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_claim);
        command.Options.Add(_unique);
        command.AddRule(Conflict);
    }

    /// <summary>Returns the port that it has to be; null for any.</summary>
    public int? Port(ParseResult parsed) => parsed.GetValue(_claim);

    /// <summary>Returns whether the service has to be the only one of its name and user.</summary>
    public bool IsUnique(ParseResult parsed) => parsed.GetValue(_unique);

    /// <summary>Returns whether there is a wish.</summary>
    public bool IsGiven(CommandResult result) => result.GetValue(_claim) is not null || result.GetValue(_unique);

    private string? Conflict(CommandResult result) =>
        result.GetValue(_claim) is not null && result.GetValue(_unique) ? "--unique does not go with --claim" : null;
}
