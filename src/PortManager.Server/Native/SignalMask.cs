using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>
/// Keeps a thread from being the one that takes the signals by which a process is told something (SIGHUP, SIGINT, SIGTERM). The kernel prefers the first thread, and one that waits for a
/// file system takes them only when that answers; the other threads take them at once.
/// </summary>
internal static unsafe partial class SignalMask
{
    private const int Block = 0; // SIG_BLOCK
    private const int Unblock = 1; // SIG_UNBLOCK
    private const int WordsOfSet = 16; // sigset_t of glibc: 1,024 bits
    private const ulong Signals = (1UL << (1 - 1)) | (1UL << (2 - 1)) | (1UL << (15 - 1)); // SIGHUP, SIGINT, SIGTERM

    /// <summary>Has other threads take them, and not this one.</summary>
    public static void LeaveToOthers() => Change(Block);

    /// <summary>Has this thread, and those that it starts, take them, if whoever started the process had not.</summary>
    public static void Take() => Change(Unblock);

    private static void Change(int how)
    {
        ulong* set = stackalloc ulong[WordsOfSet];
        new Span<ulong>(set, WordsOfSet).Clear();
        set[0] = Signals;
        _ = ChangeMask(how, set, null);
    }

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int ChangeMask(int how, ulong* set, ulong* old);
}
