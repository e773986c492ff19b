using System.ComponentModel;

namespace PortManager.Server.Web.Api;

/// <summary>What is allocated.</summary>
internal sealed record PortsDocument(
    [property: Description("The name of this host.")] string Host,
    [property: Description("The number of the latest event that the rows show: /api/v1/events?lastEventId= goes on from there.")] long LastEventId,
    [property: Description("In the order of a listing: by user, then service, then port.")] IReadOnlyList<PortDocument> Ports);

/// <summary>One allocation.</summary>
internal sealed record PortDocument(
    [property: Description("The port, 1 to 65535.")] int Port,
    [property: Description("The name as advertised.")] string Service,
    [property: Description("The user as the request gave it.")] string User,
    [property: Description("The user that the kernel gives for the holder; left out where it gives none.")] string? VerifiedUser,
    [property: Description("listening: a process listens there; reserved: nobody does yet; orphaned: a process does, whose connection ended with the daemon before.")] PortState State,
    [property: Description("When the port was taken.")] DateTime Since,
    [property: Description("The holder's process; left out where the kernel does not tell.")] ProcessDocument? Process);

/// <summary>A process of this host.</summary>
internal sealed record ProcessDocument(
    [property: Description("Its name, as the kernel cuts it: 15 bytes.")] string Name,
    [property: Description("Its number.")] int Pid);
