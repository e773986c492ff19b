using System.CommandLine;
using PortManager.Cli.Errors;
using PortManager.Cli.Output;
using PortManager.Lab;

namespace PortManager.Cli.Commands;

/// <summary>The options that have a verb ask the directory of the lab, and not one host.</summary>
internal sealed class LabSelection
{
    private readonly LabPlace _place = new($"Where the directory of the lab is (default: {LabPlace.Variable} of the environment, then the lab's file). Goes with --lab.");
    private readonly Option<bool> _lab = new("--lab") { Description = "Ask the directory of the lab for the services of all its hosts." };

    private readonly Option<string?> _pattern = new("--host-pattern")
    {
        HelpName = "PATTERN",
        Description = "With --lab: only hosts whose name matches; * stands for any characters, ? for one.",
        CustomParser = Values.FolderName,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_lab);
        _place.AddTo(command);
        command.Options.Add(_pattern);
        command.AddRule(result => !result.GetValue(_lab) && result.GetValue(_pattern) is not null ? "--host-pattern goes with --lab" : null);
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_lab);

    /// <summary>Whether a service is on a host that is asked for.</summary>
    public bool Matches(LabService service, ParseResult parsed) =>
        parsed.GetValue(_pattern) is not { } pattern || GlobPattern.Matches(pattern, service.Host);

    /// <summary>Connects to the directory, and uses it.</summary>
    /// <exception cref="Failure">There is none, or it cannot be used.</exception>
    public async Task<int> UseAsync(ParseResult parsed, Func<LabDirectory, Task<int>> use, CancellationToken stop)
    {
        LabOptions? options = _place.Read(parsed, out string? problem);
        if (problem is not null)
            throw new Failure(ExitCode.Usage, problem);
        if (options is null)
            throw new Failure(ExitCode.Usage, $"no directory of a lab is known: give --directory http://HOST:2379, or set {LabPlace.Variable}, or write {LabFile.Default}");
        try
        {
            await using LabDirectory lab = await LabDirectory.ConnectAsync(options, stop);
            return await use(lab);
        }
        catch (LabException e)
        {
            throw new Failure(e.IsTransient ? ExitCode.CannotConnect : ExitCode.Failed, $"the directory of the lab cannot be used: {Protocol.Printable.Text(e.InnerException!.Message)}");
        }
    }

    /// <summary>A service as all verbs print it.</summary>
    public static PortRow Row(LabService service) => new(service.Host, service.Port, service.Service, service.User);

    /// <summary>A service with its details.</summary>
    public static PortRow DetailedRow(LabService service) => Row(service) with
    {
        VerifiedUser = service.VerifiedUser,
        State = service.State,
        Since = service.Since.UtcDateTime,
    };
}
