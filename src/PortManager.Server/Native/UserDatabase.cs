using System.Globalization;
using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>The users that the system knows: by its files, or by asking a directory service, which can take for ever.</summary>
internal static unsafe partial class UserDatabase
{
    private const int NoEntry = 2; // ENOENT: there is no such file
    private const int OutOfRange = 34; // ERANGE

    /// <summary>The name of a user id; the number itself for one that has no name; null when the system cannot tell.</summary>
    public static string? NameOf(long user)
    {
        // struct passwd begins with the pointer to the name.
        byte* entry = stackalloc byte[128];
        for (int size = 1024; size <= 1024 * 1024; size *= 4)
        {
            byte[] text = new byte[size];
            fixed (byte* start = text)
            {
                int error = GetPasswordEntry((uint)user, entry, start, (nuint)size, out nint found);
                if (error == 0 && found != 0)
                    return Marshal.PtrToStringUTF8(*(nint*)entry);
                if (error is 0 or NoEntry)
                    return user.ToString(CultureInfo.InvariantCulture);
                if (error != OutOfRange)
                    return null;
            }
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static partial int GetPasswordEntry(uint user, byte* entry, byte* text, nuint size, out nint found);
}
