namespace PortManager.Protocol;

/// <summary>One request of a client, as <see cref="RequestReader"/> understood it. An invalid request is a value too.</summary>
internal abstract record Request
{
    private Request()
    {
    }

    /// <summary><c>GIMME service user</c>: a port out of the pool. The user is empty if the client has no name for it.</summary>
    /// <param name="Service">The service.</param>
    /// <param name="User">Its user.</param>
    /// <param name="IsUnique"><c>UNIQUE service user</c>: refused if the user has a service of that name already.</param>
    public sealed record Gimme(string Service, string User, bool IsUnique = false) : Request;

    /// <summary><c>LIST</c>: every allocation.</summary>
    public sealed record List : Request;

    /// <summary><c>VERSION</c>: the daemon's version, and the requests that it knows besides GIMME and LIST.</summary>
    public sealed record Version : Request;

    /// <summary><c>FIND ?options?</c>: the allocations that match.</summary>
    public sealed record Find(PortFilter Filter) : Request;

    /// <summary><c>DETAIL ?options?</c>: the allocations that match, with their details.</summary>
    public sealed record Detail(PortFilter Filter) : Request;

    /// <summary><c>STATUS</c>: the daemon's status.</summary>
    public sealed record Status : Request;

    /// <summary><c>WATCH ?options?</c>: the allocations that match, and then each change.</summary>
    public sealed record Watch(PortFilter Filter) : Request;

    /// <summary><c>FREE port</c>: releases one port.</summary>
    public sealed record Free(int Port) : Request;

    /// <summary><c>CLAIM port service user</c>: a particular port. The user is empty if the client has no name for it.</summary>
    public sealed record Claim(int Port, string Service, string User) : Request;

    /// <summary>A line that is no request.</summary>
    /// <param name="Line">The line, safe to show: at most 200 characters, control characters replaced.</param>
    /// <param name="Reason">What is wrong with it: a phrase without a full stop.</param>
    public sealed record Invalid(string Line, string Reason) : Request;
}
