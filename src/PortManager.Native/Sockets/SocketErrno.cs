namespace PortManager.Native.Sockets;

/// <summary>The error numbers of Linux that the sockets distinguish.</summary>
internal static class SocketErrno
{
    public const int InterruptedCall = 4;
    public const int TryAgain = 11;
    public const int BrokenPipe = 32;
    public const int AddressFamilyNotSupported = 97;
    public const int AddressInUse = 98;
    public const int AddressNotAvailable = 99;
    public const int ConnectionReset = 104;
    public const int IsConnected = 106;
    public const int TimedOut = 110;
    public const int ConnectionRefused = 111;
    public const int AlreadyInProgress = 114;
    public const int InProgress = 115;
}
