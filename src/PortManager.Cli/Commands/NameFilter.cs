using System.CommandLine;
using System.CommandLine.Parsing;
using PortManager.Client;
using PortManager.Lab;

namespace PortManager.Cli.Commands;

/// <summary>The options that select the services which <c>find</c> and <c>watch</c> show.</summary>
internal sealed class NameFilter
{
    private readonly Argument<string?> _named = new("SERVICE")
    {
        Description = "The same as --service.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = Values.AdvertisedName,
    };

    private readonly Option<string?> _service = new("--service")
    {
        HelpName = "NAME",
        Description = "Only the service of exactly this name.",
        CustomParser = Values.AdvertisedName,
    };

    private readonly Option<string?> _beginsWith = new("--beginswith")
    {
        HelpName = "PREFIX",
        Description = "Only services whose name begins so: a user's further instances of NAME are NAME_1, NAME_2 ...",
        CustomParser = Values.Prefix,
    };

    private readonly Option<string?> _user = new("--user")
    {
        HelpName = "USER",
        CustomParser = Values.Name,
    };

    /// <param name="ofUser">What the option for the user says.</param>
    public NameFilter(string ofUser)
    {
        _user.Description = ofUser;
        _named.CompletionSources.Add(Candidates.Services);
        _service.CompletionSources.Add(Candidates.Services);
        _beginsWith.CompletionSources.Add(Candidates.Services);
        _user.CompletionSources.Add(Candidates.Users);
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_named);
        command.AddRule(Conflict);
        command.Options.Add(_service);
        command.Options.Add(_beginsWith);
        command.Options.Add(_user);
    }

    public Task<IReadOnlyList<PortAllocation>> FindAsync(PortManagerClient client, ParseResult parsed, CancellationToken stop) =>
        client.FindAsync(Service(parsed), parsed.GetValue(_beginsWith), parsed.GetValue(_user), stop);

    public IAsyncEnumerable<PortChange> WatchAsync(PortManagerClient client, ParseResult parsed, CancellationToken stop) =>
        client.WatchAsync(Service(parsed), parsed.GetValue(_beginsWith), parsed.GetValue(_user), stop);

    public async Task<IReadOnlyList<LabService>> FindAsync(LabDirectory lab, ParseResult parsed, CancellationToken stop) =>
        await lab.FindAsync(Service(parsed), parsed.GetValue(_beginsWith), parsed.GetValue(_user), cancellationToken: stop);

    public IAsyncEnumerable<LabChange> WatchAsync(LabDirectory lab, ParseResult parsed, CancellationToken stop) =>
        lab.WatchAsync(Service(parsed), parsed.GetValue(_beginsWith), parsed.GetValue(_user), cancellationToken: stop);

    private string? Service(ParseResult parsed) => parsed.GetValue(_named) ?? parsed.GetValue(_service);

    private string? Conflict(CommandResult result) =>
        result.GetValue(_named) is { } named && result.GetValue(_service) is { } service && named != service
            ? "give the service once: as SERVICE, or with --service"
            : null;
}
