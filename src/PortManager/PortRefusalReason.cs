namespace PortManager;

/// <summary>Why a port manager refuses a request, as far as its text tells: the protocol has no codes (docs/protocol.md).</summary>
public enum PortRefusalReason
{
    /// <summary>A reason that this version does not know. <see cref="Exception.Message"/> says it.</summary>
    Unknown,

    /// <summary>The pool is used up. It may pass.</summary>
    NoFreePorts,

    /// <summary>The port to claim is another's, or a program listens on it. It may pass.</summary>
    InUse,

    /// <summary>The port to claim is not one of the pool.</summary>
    NotInPool,

    /// <summary>A port manager gives ports only to programs on its own host.</summary>
    NotLocal,

    /// <summary>The port is not this client's, or the user or the name is not for this process's user to advertise.</summary>
    NotYours,

    /// <summary>The service is advertised already, by the same user, and only one was wanted.</summary>
    AlreadyAdvertised,

    /// <summary>The connection or the user holds as many ports as it may.</summary>
    LimitReached,

    /// <summary>The port manager's host is short of descriptors or memory. It may pass.</summary>
    Busy,
}
