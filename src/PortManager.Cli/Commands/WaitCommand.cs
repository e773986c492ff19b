using System.CommandLine;
using PortManager.Cli.Errors;
using PortManager.Cli.Help;
using PortManager.Cli.Output;
using PortManager.Cli.Signals;
using PortManager.Client;
using PortManager.Lab;
using PortManager.Protocol;

namespace PortManager.Cli.Commands;

/// <summary><c>portmanager wait</c></summary>
internal sealed class WaitCommand
{
    public const string Name = "wait";

    private static readonly Manual s_manual = new("portmanager wait [options] SERVICE")
    {
        Notes =
        [
            "Prints the host and the port, separated by a space. If several are there, the first one that the port manager "
                + "lists counts.",
            "Only the service is waited for. A port manager that is not there is exit code 3, at once.",
        ],
        Examples =
        [
            "portmanager wait --timeout 30 ORDERER",
            "read -r host port < <(portmanager wait --host daq1 --user fox RingMaster)",
        ],
        ExitCodes = ["0", "1", "2", "3", "5", "128+N"],
    };

    private readonly HostOptions _host = new();
    private readonly LabSelection _lab = new();
    private readonly Argument<string> _service = new("SERVICE")
    {
        Description = "The service to wait for, by its exact name.",
        CustomParser = result => Values.AdvertisedName(result)!,
    };

    private readonly Option<bool> _json = CommonOptions.Json("Print a JSON object: host, port, service, user.");

    private readonly Option<string?> _user = new("--user")
    {
        HelpName = "USER",
        Description = "The service of this user (default: of any user).",
        CustomParser = Values.Name,
    };

    private readonly Option<TimeSpan?> _timeout = new("--timeout")
    {
        HelpName = "SECONDS",
        Description = "Give up after so long; 0 looks once (default: wait without an end).",
        CustomParser = Values.Seconds,
    };

    public static Command Create()
    {
        var wait = new WaitCommand();
        var command = new Command(Name, "Wait until a service is advertised; print its host and port.");
        wait._service.CompletionSources.Add(Candidates.Services);
        wait._user.CompletionSources.Add(Candidates.Users);
        command.Arguments.Add(wait._service);
        command.Options.Add(wait._user);
        command.Options.Add(wait._timeout);
        wait._host.AddTo(command, withTimeout: false);
        wait._lab.AddTo(command);
        command.Options.Add(wait._json);
        s_manual.AddTo(command);
        command.SetAction((parsed, _) => wait.RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        using var signals = new StopSignals();
        try
        {
            TimeSpan? timeout = parsed.GetValue(_timeout) is { Ticks: > 0 } given ? given : null;
            if (_lab.IsGiven(parsed))
                return await _lab.UseAsync(parsed, lab => RunAsync(lab, parsed, signals.Token), signals.Token);
            return await HostOptions.UseAsync(
                _host.Host(parsed), _host.Port(parsed), timeout, (client, limit) => RunAsync(client, parsed, limit, signals.Token), signals.Token);
        }
        catch (OperationCanceledException)
        {
            return signals.ExitCodeOfSignal;
        }
    }

    private async Task<int> RunAsync(PortManagerClient client, ParseResult parsed, CancellationToken limit, CancellationToken stop)
    {
        PortAllocation found = await WaitAsync(client, parsed, limit, stop) ?? throw NotThere(client.Host, parsed);
        Write(parsed.InvocationConfiguration.Output, PortRow.From(client.Host, found), parsed.GetValue(_json));
        return ExitCode.Done;
    }

    private async Task<int> RunAsync(LabDirectory lab, ParseResult parsed, CancellationToken stop)
    {
        string service = parsed.GetRequiredValue(_service);
        string? user = parsed.GetValue(_user);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (parsed.GetValue(_timeout) is { Ticks: > 0 } timeout)
            limit.CancelAfter(timeout);
        try
        {
            IReadOnlyList<LabService> now = await lab.FindAsync(service, user: user, cancellationToken: limit.Token);
            LabService? found = now.FirstOrDefault(s => _lab.Matches(s, parsed));
            if (found is null && parsed.GetValue(_timeout) != TimeSpan.Zero)
                found = await FirstAsync(lab.WatchAsync(service, user: user, cancellationToken: limit.Token), parsed);
            if (found is not null)
            {
                Write(parsed.InvocationConfiguration.Output, LabSelection.Row(found), parsed.GetValue(_json));
                return ExitCode.Done;
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // It did not come in time.
        }

        throw NotThere("any host of the lab", parsed);
    }

    private async Task<LabService?> FirstAsync(IAsyncEnumerable<LabChange> changes, ParseResult parsed)
    {
        await foreach (LabChange change in changes)
        {
            if (change.Kind != LabChangeKind.Removed && _lab.Matches(change.Service, parsed))
                return change.Service;
        }

        return null;
    }

    /// <summary>Waits for the service. Returns null if it is not advertised in time.</summary>
    /// <exception cref="TimeoutException">The port manager did not answer in time, so it is not known whether it is.</exception>
    // Not with the library's own timeout: that cannot be told from a port manager that does not answer.
    private async Task<PortAllocation?> WaitAsync(PortManagerClient client, ParseResult parsed, CancellationToken limit, CancellationToken stop)
    {
        string service = parsed.GetRequiredValue(_service);
        string? user = parsed.GetValue(_user);
        bool looksOnce = parsed.GetValue(_timeout) == TimeSpan.Zero;
        bool hasAnswered = false;

        try
        {
            IReadOnlyList<PortAllocation> now = await client.FindAsync(service, user: user, cancellationToken: limit);
            hasAnswered = true;
            if (now.Count > 0 || looksOnce)
                return now is [var first, ..] ? first : null;
            return await client.WaitForAsync(service, user, cancellationToken: limit);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return hasAnswered ? null : throw new TimeoutException();
        }
    }

    private Failure NotThere(string where, ParseResult parsed)
    {
        TimeSpan timeout = parsed.GetValue(_timeout) ?? TimeSpan.Zero;
        string within = timeout == TimeSpan.Zero ? "" : $" within {timeout.TotalSeconds} s";
        string service = Printable.Text(parsed.GetRequiredValue(_service));
        return new Failure(ExitCode.NotFound, $"{service} was not advertised on {where}{within}");
    }

    private static void Write(TextWriter output, PortRow row, bool json)
    {
        if (json)
            Json.Write(output, row);
        else
            output.WriteLine($"{row.Host} {row.Port}");
    }
}
