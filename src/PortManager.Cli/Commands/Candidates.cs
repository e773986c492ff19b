using System.CommandLine;
using System.CommandLine.Completions;
using PortManager.Client;
using PortManager.Protocol;

namespace PortManager.Cli.Commands;

/// <summary>What shells offer where a command line takes a service, a user or a host.</summary>
internal static class Candidates
{
    // A key was pressed, and somebody waits.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    private static readonly string[] s_hostFiles =
        ["/etc/hosts", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh/known_hosts")];

    /// <summary>Returns the services that the port manager lists which the command line names so far.</summary>
    public static IEnumerable<CompletionItem> Services(CompletionContext context) => Listed(context, row => row.Service);

    /// <summary>Returns the users whose services that port manager lists.</summary>
    public static IEnumerable<CompletionItem> Users(CompletionContext context) => Listed(context, row => row.User);

    /// <summary>Returns the hosts that this one knows by name, as ssh does.</summary>
    public static IEnumerable<CompletionItem> Hosts(CompletionContext context) =>
        Items(s_hostFiles.Where(File.Exists).SelectMany(HostFile.Read));

    private static IEnumerable<CompletionItem> Listed(CompletionContext context, Func<PortAllocation, string> name)
    {
        try
        {
            return Items(ListAsync(context.ParseResult).GetAwaiter().GetResult().Select(name).Where(IsOneWord));
        }
        // Nothing is offered then: a message would be in the middle of what is typed.
        catch (Exception)
        {
            return [];
        }
    }

    private static async Task<IReadOnlyList<PortAllocation>> ListAsync(ParseResult parsed)
    {
        using var limit = new CancellationTokenSource(s_timeout);
        string host = Value<string>(parsed, HostOptions.HostName) ?? HostOptions.DefaultHost;
        await using PortManagerClient client = await PortManagerClient.ConnectAsync(
            host, Value<int?>(parsed, HostOptions.PortName), new PortManagerClientOptions(), limit.Token);
        return await client.ListPortsAsync(limit.Token);
    }

    private static T? Value<T>(ParseResult parsed, string option) =>
        parsed.CommandResult.Command.Options.OfType<Option<T>>().FirstOrDefault(o => o.Name == option) is { } found ? parsed.GetValue(found) : default;

    // Others would have to be quoted, which each shell does in its own way.
    private static bool IsOneWord(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || "_-.:+@,".Contains(c)) && Printable.Text(name) == name;

    private static IEnumerable<CompletionItem> Items(IEnumerable<string> names) => names.Distinct().Order(StringComparer.Ordinal).Select(name => new CompletionItem(name));
}
