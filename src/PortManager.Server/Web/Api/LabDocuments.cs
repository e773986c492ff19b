using System.ComponentModel;
using System.Net;
using PortManager.Lab;
using PortManager.Server.LabView;

namespace PortManager.Server.Web.Api;

/// <summary>The services of all hosts.</summary>
internal sealed record LabPortsDocument(
    [property: Description("The number of the latest event that the rows show: /api/v1/lab/events?lastEventId= goes on from there.")] long LastEventId,
    LabDirectoryDocument Directory,
    [property: Description("By host, then port.")] IReadOnlyList<LabPortDocument> Ports);

/// <summary>A service of some host.</summary>
internal sealed record LabPortDocument(
    [property: Description("The host, by the name under which its daemon publishes.")] string Host,
    [property: Description("The port, 1 to 65535.")] int Port,
    [property: Description("The name as advertised.")] string Service,
    [property: Description("The user as the request gave it.")] string User,
    [property: Description("The user that the kernel of the host gives for the holder; left out where it gives none.")] string? VerifiedUser,
    [property: Description("listening, reserved or orphaned, as its host says.")] string State,
    [property: Description("When the port was taken, by the clock of its host.")] DateTime Since)
{
    public static LabPortDocument Of(LabService service) => new(
        service.Host, service.Port, service.Service, service.User, service.VerifiedUser, service.State, ApiJson.Time(service.Since));
}

/// <summary>The hosts.</summary>
internal sealed record LabHostsDocument(
    [property: Description("The number of the latest event that the rows show.")] long LastEventId,
    [property: Description("The name under which this host publishes.")] string Host,
    LabDirectoryDocument Directory,
    [property: Description("By name.")] IReadOnlyList<LabHostDocument> Hosts);

/// <summary>A host.</summary>
internal sealed record LabHostDocument(
    [property: Description("The name under which its daemon publishes.")] string Name,
    [property: Description("current; behind: services of it are listed, and its daemon does not publish any more; contested: another daemon wants its name; gone.")] string State,
    [property: Description("When it went, as far as this daemon has seen; left out unless it is gone.")] DateTime? Since,
    [property: Description("How many services it has; left out in events.")] int? Services,
    [property: Description("The version of its daemon; left out if that is not known, as all that follows.")] string? Version,
    [property: Description("Its network addresses.")] IReadOnlyList<string>? Addresses,
    [property: Description("The port on which its daemon listens.")] int? Port,
    [property: Description("The ports that its daemon gives out.")] string? Pool,
    [property: Description("When its daemon started, by its clock.")] DateTime? Started,
    [property: Description("The address of its own page.")] string? Page)
{
    public static LabHostDocument Of(LabHostFigures figures, int? services)
    {
        (LabHost host, string state, DateTimeOffset? since) = figures;
        bool isKnown = host.Version.Length > 0;
        return new LabHostDocument(
            host.Name,
            state,
            since is { } moment ? ApiJson.Time(moment) : null,
            services,
            isKnown ? host.Version : null,
            isKnown ? host.Addresses : null,
            isKnown ? host.Port : null,
            isKnown ? host.Pool : null,
            isKnown ? ApiJson.Time(host.Started) : null,
            state == LabHostFigures.Gone ? null : PageOf(host));
    }

    /// <summary>An address that can be nothing else: what etcd has is somebody else's text.</summary>
    private static string? PageOf(LabHost host) =>
        host.HttpPort is { } port and > 0 and <= 65535 && host.Addresses.Select(Parse).OfType<IPAddress>().FirstOrDefault() is { } address
            ? $"http://{new IPEndPoint(address, port)}/"
            : null;

    private static IPAddress? Parse(string text) => IPAddress.TryParse(text, out IPAddress? address) && address is { IsIPv6LinkLocal: false } ? address : null;
}

/// <summary>How far what is shown of the lab is true.</summary>
internal sealed record LabDirectoryDocument(
    [property: Description("current, connecting, or away: etcd does not answer.")] string State,
    [property: Description("Since when that is so.")] DateTime Since,
    [property: Description("away: what is shown is as it was then.")] DateTime? AsOf,
    [property: Description("away: why.")] string? Problem)
{
    public static LabDirectoryDocument Of(LabFreshness freshness) => new(
        freshness.State,
        ApiJson.Time(freshness.Since),
        // While all is well it is now, and would make every answer a new one.
        freshness.State == LabFreshness.Away && freshness.AsOf is { } asOf ? ApiJson.Time(asOf) : null,
        freshness.Problem);
}
