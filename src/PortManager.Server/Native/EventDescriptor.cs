using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PortManager.Server.Native;

/// <summary>Wakes the thread that waits for its descriptor (eventfd(2)). Any thread may set it, also one that does not know that it is disposed of.</summary>
internal sealed partial class EventDescriptor : IDisposable
{
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000; // EFD_NONBLOCK | EFD_CLOEXEC

    // A handle, not a number: a late write must not go to whatever has the number then.
    private readonly SafeFileHandle _handle;

    /// <exception cref="Win32Exception">The system has no descriptor or memory left.</exception>
    public EventDescriptor()
    {
        int descriptor = Create(0, NonBlockingCloseOnExec);
        if (descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        _handle = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    public int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Makes the descriptor readable.</summary>
    public void Set()
    {
        try
        {
            _ = Write(_handle, 1, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }

    /// <summary>Makes the descriptor not readable, until it is set again.</summary>
    public void Reset() => _ = Read(_handle, out _, sizeof(ulong));

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int Create(uint count, int flags);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(SafeFileHandle descriptor, in ulong count, nint length);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(SafeFileHandle descriptor, out ulong count, nint length);
}
