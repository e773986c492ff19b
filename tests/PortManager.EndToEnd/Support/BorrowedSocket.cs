using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PortManager.EndToEnd.Support;

/// <summary>The daemon's own end of a client's connection, as a descriptor of this process: how the daemon has set it up can be asked.</summary>
internal static partial class BorrowedSocket
{
    // The same numbers on every architecture.
    private const int PidfdOpen = 434;
    private const int PidfdGetfd = 438;

    /// <summary>Borrows the socket; disposing of it leaves the daemon's open.</summary>
    public static async Task<Socket> OfAsync(Daemon daemon, LineClient client)
    {
        string? inode = null;
        await Eventually.Holds("the kernel tells which socket it is", () => (inode = SocketQueues.Inode(daemon.Port, client)) is not null);
        string link = Directory.GetFileSystemEntries($"/proc/{daemon.Id}/fd").Single(entry => new FileInfo(entry).LinkTarget == $"socket:[{inode}]");
        nint process = Call(PidfdOpen, daemon.Id, 0, 0);
        Assert.True(process >= 0, $"pidfd_open: {Marshal.GetLastPInvokeErrorMessage()}");
        using var pidfd = new SafeFileHandle(process, ownsHandle: true);
        nint descriptor = Call(PidfdGetfd, process, nint.Parse(Path.GetFileName(link), CultureInfo.InvariantCulture), 0);
        Assert.True(descriptor >= 0, $"pidfd_getfd: {Marshal.GetLastPInvokeErrorMessage()}");
        return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint first, nint second, nint third);
}
