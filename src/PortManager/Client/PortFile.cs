using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PortManager.Client;

/// <summary>
/// The file in which the port manager of this host says where it listens. On Linux it is believed if only root, the port manager's user and the user of this process can have
/// written it: any other user could have servers register, and clients look, at a daemon of their own.
/// </summary>
internal static class PortFile
{
    private const int MaxBytes = 64;
    private const int ReadOnlyAtOnce = 0x800 | 0x80000; // O_RDONLY | O_NONBLOCK | O_CLOEXEC
    private const uint Root = 0;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The port that it names, or why it is not believed; neither if there is no such file, or it names none.</returns>
    public static (int? Port, string? Problem) Read(string path)
    {
        if (!OperatingSystem.IsLinux() || path.Length == 0)
            return (ListenPort.ParsePortFile(ListenPort.Read(path, MaxBytes)), null);
        int descriptor = Open(path, ReadOnlyAtOnce);
        if (descriptor < 0)
            return (null, null);
        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            return Problem(path, descriptor) is { } problem ? (null, problem) : (ListenPort.ParsePortFile(Text(file)), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, null);
        }
    }

    private static string Text(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes + 1];
        int count = RandomAccess.Read(file, bytes, 0);
        return count <= MaxBytes ? Encoding.UTF8.GetString(bytes[..count]) : "";
    }

    [SupportedOSPlatform("linux")]
    private static string? Problem(string path, int descriptor)
    {
        if (FileStatus.OfDescriptor(descriptor) is not { } file || FileStatus.OfTarget(Folder(path)) is not { } folder)
            return "its owner cannot be seen";
        if (file.Kind != FileKind.Regular)
            return "it is no regular file";
        if (!TrustedUser.Is(folder.Owner))
            return $"its folder belongs to user {folder.Owner}";
        if (folder.IsOpenToAll)
            return "everybody may write to its folder";
        // Whom root lets write to a folder of its own may own the file.
        bool isFolderRoots = folder.Owner == Root && !folder.IsWritableByAll;
        if (!isFolderRoots && !TrustedUser.Is(file.Owner))
            return $"it belongs to user {file.Owner}";
        return file.IsWritableByAll ? "everybody may write to it" : null;
    }

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";

    [SupportedOSPlatform("linux")]
    [DllImport("libc", EntryPoint = "open", ExactSpelling = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
