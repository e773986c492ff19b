namespace PortManager.Native.Errors;

/// <summary>How a call ended. The numbers are part of the interface: see portmanager.h.</summary>
internal enum Status
{
    /// <summary>It did what it was asked for.</summary>
    Ok = 0,

    /// <summary>It has to wait longer than the handle has patience.</summary>
    Again = 1,

    /// <summary>The port manager refused; the text is its own.</summary>
    Refused = 2,

    /// <summary>The network reported an error; the number is an errno.</summary>
    Network = 3,

    /// <summary>The host could not be looked up; the number is an EAI_ code of netdb.h.</summary>
    Host = 4,

    /// <summary>The time was over.</summary>
    Timeout = 5,

    /// <summary>The connection is gone: it ended, or an earlier call failed.</summary>
    Closed = 6,

    /// <summary>The reply was not understood.</summary>
    Protocol = 7,

    /// <summary>The port manager is too old for this request.</summary>
    Unsupported = 8,

    /// <summary>An argument is not valid. Nothing was sent.</summary>
    Argument = 9,

    /// <summary>It is no open handle.</summary>
    Handle = 10,

    /// <summary>Another call on this handle has not ended.</summary>
    Busy = 11,

    /// <summary>A defect of this library, or no memory.</summary>
    Internal = 12,
}
