namespace PortManager.Server.Web.Api;

/// <summary>What is allocated.</summary>
/// <param name="Host">The name of this host.</param>
/// <param name="Ports">In the order of a listing: by user, service and port.</param>
internal sealed record PortsDocument(string Host, IReadOnlyList<PortDocument> Ports);

/// <summary>One allocation.</summary>
/// <param name="Port">The port.</param>
/// <param name="Service">The name as advertised.</param>
/// <param name="User">The user as the request gave it.</param>
/// <param name="VerifiedUser">The user as the kernel gives it; left out where it does not.</param>
/// <param name="State">Whether someone listens there.</param>
/// <param name="Since">When the port was taken.</param>
/// <param name="Process">The holder's process; left out where the kernel does not tell.</param>
internal sealed record PortDocument(
    int Port, string Service, string User, string? VerifiedUser, PortState State, DateTime Since, ProcessDocument? Process);

/// <summary>A process of this host.</summary>
/// <param name="Name">Its command, at most 15 bytes of it.</param>
/// <param name="Pid">Its number.</param>
internal sealed record ProcessDocument(string Name, int Pid);
