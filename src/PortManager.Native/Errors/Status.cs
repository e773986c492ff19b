namespace PortManager.Native.Errors;

/// <summary>The result of a call. The numbers are part of the interface: see portmanager.h.</summary>
internal enum Status
{
    /// <summary>The call succeeded.</summary>
    Ok = 0,

    /// <summary>The call was not done within the handle's blocking timeout.</summary>
    Again = 1,

    /// <summary>The port manager refused; the text is what it said.</summary>
    Refused = 2,

    /// <summary>The network reported an error; the number is an errno.</summary>
    Network = 3,

    /// <summary>The host could not be looked up; the number is an EAI_ code of netdb.h.</summary>
    Host = 4,

    /// <summary>The call timed out.</summary>
    Timeout = 5,

    /// <summary>The connection is closed, now or since an earlier call failed.</summary>
    Closed = 6,

    /// <summary>The reply was not understood.</summary>
    Protocol = 7,

    /// <summary>The port manager is too old for this request.</summary>
    Unsupported = 8,

    /// <summary>An argument is not valid. Nothing was sent.</summary>
    Argument = 9,

    /// <summary>The handle is not open.</summary>
    Handle = 10,

    /// <summary>Another call on this handle has not ended.</summary>
    Busy = 11,

    /// <summary>A defect of this library, or out of memory.</summary>
    Internal = 12,
}
