using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>The few calls of the C library that .NET has no name for.</summary>
internal static partial class LibC
{
    /// <summary>RLIMIT_NOFILE.</summary>
    public const int ResourceDescriptors = 7;

    /// <summary>F_GETFD.</summary>
    public const int GetDescriptorFlags = 1;

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    public static partial int GetResourceLimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    public static partial int SetResourceLimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int ControlFile(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int OpenSocket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    public struct ResourceLimit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
