using System.Text;
using PortManager.Native.Errors;

namespace PortManager.Native.Interface;

/// <summary>The error of the last call that failed on this thread, as errno is for the C library.</summary>
internal static class LastError
{
    [ThreadStatic]
    private static byte[]? t_text;

    public static ReadOnlySpan<byte> Text => t_text;

    [field: ThreadStatic]
    public static Status Status { get; private set; }

    [field: ThreadStatic]
    public static int Number { get; private set; }

    /// <summary>Stores an error.</summary>
    /// <returns>The status for the failed call to return.</returns>
    public static Status Keep(Exception error)
    {
        (Status, Number, string text) = error switch
        {
            CallException e => (e.Status, e.Number, e.Message),
            PortRefusedException e => (Status.Refused, 0, e.Message),
            PortManagerProtocolException e => (Status.Protocol, 0, e.Message),
            PortManagerNotSupportedException e => (Status.Unsupported, 0, e.Message),
            PortManagerClosedException e => (Status.Closed, 0, e.Message),
            TimeoutException e => (Status.Timeout, 0, e.Message),
            _ => (Status.Internal, 0, $"The port manager's library failed: {PortManager.Client.Text.Of(error)}"),
        };
        t_text = Encoding.UTF8.GetBytes(text);
        return Status;
    }
}
