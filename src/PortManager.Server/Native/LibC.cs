using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>The few calls of the C library that .NET has no name for.</summary>
internal static partial class LibC
{
    /// <summary>RLIMIT_NOFILE.</summary>
    public const int ResourceDescriptors = 7;

    /// <summary>RLIMIT_NPROC: of processes and threads.</summary>
    public const int ResourceProcesses = 6;

    /// <summary>RLIMIT_AS.</summary>
    public const int ResourceAddressSpace = 9;

    /// <summary>F_GETFD.</summary>
    public const int GetDescriptorFlags = 1;

    /// <summary>SIGXFSZ.</summary>
    public const int FileTooLong = 25;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>SIG_DFL.</summary>
    public const nint Default = 0;

    /// <summary>SIG_IGN.</summary>
    public const nint Ignore = 1;

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    public static partial int GetResourceLimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    public static partial int SetResourceLimit(int resource, in ResourceLimit limit);

    /// <summary>F_SETFL.</summary>
    public const int SetStatusFlags = 4;

    private const int DoNotNeed = 4; // MADV_DONTNEED

    /// <summary>O_NONBLOCK.</summary>
    public const int NonBlocking = 0x800;

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int ControlFile(int descriptor, int command, int argument = 0);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    public static partial nint SetSignalHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int OpenSocket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    /// <summary>Ends the process at once: nothing that is left to do is done.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void Exit(int code);

    /// <summary>Has the system forget pages of memory that are as they are in their file.</summary>
    public static void ReleasePages(nint start, nint length) => _ = Advise(start, length, DoNotNeed);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    /// <summary>Sets which rights the files that this process makes do not get (umask(2)).</summary>
    /// <returns>What it was before.</returns>
    [LibraryImport("libc", EntryPoint = "umask")]
    public static partial UnixFileMode SetCreationMask(UnixFileMode mask);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nint length, int advice);

    public struct ResourceLimit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
