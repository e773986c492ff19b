using System.Runtime.InteropServices;
using PortManager.Server.Native;

namespace PortManager.Server.Files;

/// <summary>What is wrong with a file, in a few words.</summary>
internal static class FileProblem
{
    private const int IsAFolder = 21; // EISDIR
    private const int NoSpace = 28; // ENOSPC

    // An ArgumentException is a path that can be none: empty, or with a NUL in it.
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    /// <summary>The exception for an error of a system call.</summary>
    /// <param name="error">A result below 0: -errno.</param>
    public static IOException Of(int error) => new(Marshal.GetPInvokeErrorMessage(-error), -error);

    public static string Describe(Exception e) => e switch
    {
        NotARegularFileException or UntrustedFileException => e.Message,
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException or FileNotFoundException => "no such folder",
        PathTooLongException => "the path is too long",
        // .NET puts the system's error number here.
        IOException { HResult: Errno.Exists or Errno.NotAFolder } => "is a file",
        IOException { HResult: IsAFolder } => "is a folder",
        IOException { HResult: NoSpace } => "no space left",
        IOException { HResult: > 0 and < 200 } => InLowerCase(Marshal.GetPInvokeErrorMessage(e.HResult)),
        _ => "it cannot be opened",
    };

    private static string InLowerCase(string words) => char.ToLowerInvariant(words[0]) + words[1..];
}
