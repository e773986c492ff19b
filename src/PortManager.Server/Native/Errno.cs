using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>The error numbers of Linux that decide what happens next (errno(3)).</summary>
internal static class Errno
{
    public const int NotPermitted = 1; // EPERM
    public const int NoEntry = 2; // ENOENT
    public const int Interrupted = 4; // EINTR
    public const int WouldBlock = 11; // EAGAIN
    public const int NoMemory = 12; // ENOMEM
    public const int PermissionDenied = 13; // EACCES
    public const int Exists = 17; // EEXIST
    public const int NotAFolder = 20; // ENOTDIR
    public const int SystemOutOfDescriptors = 23; // ENFILE
    public const int OutOfDescriptors = 24; // EMFILE
    public const int TooManyLinks = 40; // ELOOP
    public const int AddressInUse = 98; // EADDRINUSE
    public const int AddressFamilyNotSupported = 97; // EAFNOSUPPORT
    public const int AddressNotAvailable = 99; // EADDRNOTAVAIL
    public const int ConnectionAborted = 103; // ECONNABORTED
    public const int NoBufferSpace = 105; // ENOBUFS
    public const int ConnectionRefused = 111; // ECONNREFUSED
    public const int InProgress = 115; // EINPROGRESS

    /// <summary>An error in a few words.</summary>
    public static string Describe(int error) =>
        error == AddressInUse ? "something is there already" : Marshal.GetPInvokeErrorMessage(error).ToLowerInvariant();
}
