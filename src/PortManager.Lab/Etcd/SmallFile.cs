using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace PortManager.Lab.Etcd;

/// <summary>Reads files that people write, such as certificates. What is in their place is not waited for, and has an end.</summary>
internal static class SmallFile
{
    /// <summary>How many bytes one may have: as many as the authorities of a whole system, several times.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int ReadOnlyAtOnce = 0x800 | 0x80000; // O_RDONLY | O_NONBLOCK | O_CLOEXEC

    /// <summary>Reads a file as text.</summary>
    /// <exception cref="InvalidDataException">It is no file to be read, such as a pipe, or longer than <see cref="MaxBytes"/>; the message says so behind its name.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string Read(string path)
    {
        using var file = new FileStream(Open(path), FileAccess.Read, bufferSize: 0);
        if (!file.CanSeek)
            throw new InvalidDataException("is no regular file");
        byte[] bytes = new byte[Math.Clamp(file.Length, 0, MaxBytes) + 1];
        int count = 0;
        while (file.Read(bytes, count, bytes.Length - count) is var read and > 0)
        {
            count += read;
            if (count > MaxBytes)
                throw new InvalidDataException($"is longer than {MaxBytes} bytes");
            if (count == bytes.Length)
                Array.Resize(ref bytes, Math.Min(2 * count, MaxBytes + 1));
        }

        using var text = new StreamReader(new MemoryStream(bytes, 0, count));
        return text.ReadToEnd();
    }

    // .NET would wait for somebody to write to a pipe.
    private static SafeFileHandle Open(string path)
    {
        int descriptor = OperatingSystem.IsLinux() && path.Length > 0 ? Open(path, ReadOnlyAtOnce) : -1;
        // It says what is wrong.
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : File.OpenHandle(path);
    }

    [SupportedOSPlatform("linux")]
    [DllImport("libc", EntryPoint = "open", ExactSpelling = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
