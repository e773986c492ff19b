using System.Runtime.InteropServices;
using PortManager.Native.Errors;
using PortManager.Native.Handles;
using PortManager.Native.Steps;

namespace PortManager.Native.Interface;

/// <summary>The functions of portmanager.h for handles and errors. The header documents them.</summary>
internal static unsafe class HandleExports
{
    // A text in memory that is never freed: programs keep the pointer.
    private static readonly nint s_version = Marshal.StringToCoTaskMemUTF8(typeof(HandleExports).Assembly.GetName().Version!.ToString(fieldCount: 3));

    [UnmanagedCallersOnly(EntryPoint = "portmanager_library_version")]
    public static byte* LibraryVersion() => (byte*)s_version;

    [UnmanagedCallersOnly(EntryPoint = "portmanager_create")]
    public static Status Create(byte* host, nint hostLength, int port, ulong* handle) => Calls.Run(() =>
    {
        *Arguments.Result(handle) = 0;
        string name = Arguments.Host(host, hostLength);
        *handle = HandleTable.Add(new Handle(name, port == 0 ? null : Arguments.Port(port)));
    });

    [UnmanagedCallersOnly(EntryPoint = "portmanager_set_timeout")]
    public static Status SetTimeout(ulong handle, int milliseconds) => Calls.Run(
        handle, found => found.Timeout = Arguments.Time(milliseconds, min: 1));

    [UnmanagedCallersOnly(EntryPoint = "portmanager_set_user")]
    public static Status SetUser(ulong handle, byte* user, nint userLength) => Calls.Run(
        handle, found => found.User = user is null ? null : Arguments.Name(user, userLength, "user"));

    [UnmanagedCallersOnly(EntryPoint = "portmanager_set_blocking_timeout")]
    public static Status SetBlockingTimeout(ulong handle, int milliseconds) => Calls.Run(
        handle, found => { found.BlockingTimeout = milliseconds; });

    [UnmanagedCallersOnly(EntryPoint = "portmanager_resolve")]
    public static Status Resolve(ulong handle) => Calls.Run(handle, found => found.Resolve());

    [UnmanagedCallersOnly(EntryPoint = "portmanager_connect")]
    public static Status Connect(ulong handle) => Calls.Run(handle, found => found.TryConnect());

    [UnmanagedCallersOnly(EntryPoint = "portmanager_server_port")]
    public static Status ServerPort(ulong handle, int* port) => Calls.Run(
        handle, found => { *Arguments.Result(port) = found.ServerPort; });

    [UnmanagedCallersOnly(EntryPoint = "portmanager_waits_for")]
    public static Status WaitsFor(ulong handle, int* descriptor, short* events, int* milliseconds) => Calls.Run(handle, found =>
    {
        Wait need = found.Need ?? throw CallException.Argument("No call on this handle waits.");
        *Arguments.Result(descriptor) = need.Descriptor;
        *Arguments.Result(events) = need.Events;
        *Arguments.Result(milliseconds) = need.Milliseconds;
    });

    [UnmanagedCallersOnly(EntryPoint = "portmanager_close")]
    public static Status Close(ulong handle) => Calls.Run(() => HandleTable.Remove(handle).Dispose());

    [UnmanagedCallersOnly(EntryPoint = "portmanager_last_error")]
    public static Status Last(int* number)
    {
        if (number is not null)
            *number = LastError.Number;
        return LastError.Status;
    }

    [UnmanagedCallersOnly(EntryPoint = "portmanager_last_error_text")]
    public static nuint LastText(byte* buffer, nuint size)
    {
        ReadOnlySpan<byte> text = LastError.Text;
        if (buffer is not null && size > 0)
        {
            int count = (int)Math.Min((nuint)text.Length, size - 1);
            text[..count].CopyTo(new Span<byte>(buffer, count));
            buffer[count] = 0;
        }

        return (nuint)text.Length;
    }
}
