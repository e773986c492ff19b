using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using PortManager.Cli.Errors;
using PortManager.Cli.Native;
using PortManager.Cli.Signals;

namespace PortManager.Cli.Processes;

/// <summary>
/// Hands a listening socket to a command as systemd does (sd_listen_fds(3)): as descriptor 3, with LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES. The process id is known in the new
/// process alone, so that is this program at first, which then becomes the command.
/// </summary>
internal static class SocketHandover
{
    /// <summary>The first argument of the program that becomes a command.</summary>
    public const string Verb = "become";

    private const int FirstDescriptor = 3; // SD_LISTEN_FDS_START
    private const char BetweenNames = ':';

    /// <summary>The program and the arguments that start a command with a socket.</summary>
    /// <param name="socket">The socket. Processes that are started from now on have it as well.</param>
    /// <param name="service">What it serves.</param>
    /// <param name="file">The path of the command.</param>
    /// <param name="arguments">Its arguments.</param>
    public static (string File, IReadOnlyList<string> Arguments) To(Socket socket, string service, string file, IEnumerable<string> arguments)
    {
        string self = Environment.ProcessPath ?? throw new Failure(ExitCode.Failed, "--listen needs /proc, to start this program again");
        int descriptor = (int)socket.Handle;
        _ = PosixCalls.SetDescriptorFlags(descriptor, PosixCalls.SetDescriptorFlagsRequest, 0);
        return (self, [Verb, descriptor.ToString(CultureInfo.InvariantCulture), service, file, .. arguments]);
    }

    /// <summary>Becomes a command that gets a socket: returns only if that cannot be.</summary>
    /// <param name="words">The socket's descriptor, the service, the path of the command, and its arguments.</param>
    /// <exception cref="Failure">The command cannot be executed.</exception>
    public static int Become(string[] words)
    {
        if (words is not [var number, var service, var file, ..] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor))
            throw new Failure(ExitCode.Usage, $"'{Verb}' is for 'portmanager run --listen' alone");
        if (PosixCalls.Duplicate(descriptor, FirstDescriptor) != FirstDescriptor)
            throw new Failure(ExitCode.Failed, $"cannot hand over the socket: error {Marshal.GetLastPInvokeError()}");
        if (descriptor != FirstDescriptor)
            _ = PosixCalls.Close(descriptor);
        Set("LISTEN_FDS", "1");
        Set("LISTEN_PID", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Set("LISTEN_FDNAMES", service.Replace(BetweenNames, '_'));
        // The runtime ignores it, and the command would inherit that.
        _ = PosixCalls.Signal(SignalNumber.BrokenPipe, PosixCalls.Default);
        _ = PosixCalls.Execute(file, [.. words[2..], null]);
        throw CommandFinder.NotStarted(file, Marshal.GetLastPInvokeError());
    }

    // The runtime has a copy of the environment, which a program that takes its place does not get.
    private static void Set(string variable, string value) => _ = PosixCalls.SetEnvironment(variable, value, overwrite: 1);
}
