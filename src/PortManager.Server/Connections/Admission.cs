namespace PortManager.Server.Connections;

/// <summary>What becomes of a connection that was accepted.</summary>
internal enum Admission
{
    Entered,

    /// <summary>It is entered, and another that holds no port is closed for it.</summary>
    InPlaceOfAnother,

    /// <summary>It is closed: all that there are hold ports.</summary>
    Full,

    /// <summary>It is closed: its host has as many as one host may have.</summary>
    TooManyOfHost,
}
