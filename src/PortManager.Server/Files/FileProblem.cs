using System.Runtime.InteropServices;

namespace PortManager.Server.Files;

/// <summary>What is wrong with a file, in a few words.</summary>
internal static class FileProblem
{
    private const int Exists = 17; // EEXIST
    private const int NotAFolder = 20; // ENOTDIR
    private const int IsAFolder = 21; // EISDIR
    private const int NoSpace = 28; // ENOSPC

    // An ArgumentException is a path that can be none: empty, or with a NUL in it.
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    public static string Describe(Exception e) => e switch
    {
        NotARegularFileException => e.Message,
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException or FileNotFoundException => "no such folder",
        PathTooLongException => "the path is too long",
        // .NET puts the system's error number here.
        IOException { HResult: Exists or NotAFolder } => "is a file",
        IOException { HResult: IsAFolder } => "is a folder",
        IOException { HResult: NoSpace } => "no space left",
        IOException { HResult: > 0 and < 200 } => InLowerCase(Marshal.GetPInvokeErrorMessage(e.HResult)),
        _ => "it cannot be opened",
    };

    private static string InLowerCase(string words) => char.ToLowerInvariant(words[0]) + words[1..];
}
