using System.Runtime.InteropServices;

namespace PortManager.Server.Files;

/// <summary>What is wrong with a file, in the words of the system.</summary>
internal static class FileProblem
{
    // An ArgumentException is a path that can be none: empty, or with a NUL in it.
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    public static string Describe(Exception e) => e switch
    {
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException or FileNotFoundException => "no such folder",
        PathTooLongException => "the path is too long",
        // .NET puts the system's error number here.
        IOException { HResult: > 0 and < 200 } => Marshal.GetPInvokeErrorMessage(e.HResult),
        _ => "it cannot be opened",
    };
}
