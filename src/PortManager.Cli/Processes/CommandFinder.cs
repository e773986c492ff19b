using PortManager.Cli.Errors;
using PortManager.Cli.Native;
using PortManager.Protocol;

namespace PortManager.Cli.Processes;

/// <summary>Finds the file of a command as a shell does.</summary>
// The framework would search its own folder and the current one first.
internal static class CommandFinder
{
    private const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";

    /// <summary>Returns the path of a command.</summary>
    /// <exception cref="Failure">The command does not exist, or cannot be executed.</exception>
    public static string Find(string command)
    {
        IReadOnlyList<string> candidates = command.Contains('/') ? [command] : InPath(command);
        if (candidates.FirstOrDefault(IsExecutable) is { } found)
            return found;
        if (candidates.FirstOrDefault(Path.Exists) is { } unusable)
            throw NotExecutable(command, Directory.Exists(unusable) ? "it is a folder" : "permission denied; chmod +x makes a file executable");
        throw NotFound(command);
    }

    /// <summary>Why a command that was found could not be started.</summary>
    /// <param name="file">The path of the command.</param>
    /// <param name="error">The system's error number. A script may exist while its interpreter does not.</param>
    public static Failure NotStarted(string file, int error) => error == PosixErrno.NoSuchFile
        ? NotFound(file)
        : NotExecutable(file, error == PosixErrno.NotAProgram ? "it is no program, and no script that begins with #!" : $"error {error}");

    public static Failure NotFound(string command) =>
        new(ExitCode.CommandNotFound, $"{Printable.Text(command)}: command not found");

    /// <param name="command">The command.</param>
    /// <param name="reason">Why it cannot be executed.</param>
    public static Failure NotExecutable(string command, string reason) =>
        new(ExitCode.CommandNotExecutable, $"{Printable.Text(command)}: cannot be executed: {reason}");

    private static IReadOnlyList<string> InPath(string command)
    {
        if (command.Length == 0)
            return [];
        string path = Environment.GetEnvironmentVariable("PATH") ?? DefaultPath;
        return [.. path.Split(':').Select(folder => Path.Combine(folder.Length == 0 ? "." : folder, command))];
    }

    private static bool IsExecutable(string path) => File.Exists(path) && PosixCalls.Access(path, PosixCalls.Executable) == 0;
}
