using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PortManager.Server.Identity;

/// <summary>The names of users. A name that is not known yet can take a while: the directory service of a lab may be asked.</summary>
internal sealed unsafe partial class UserNames(TimeProvider time)
{
    private const int OutOfRange = 34; // ERANGE
    private static readonly TimeSpan s_validFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<long, (string Name, long AskedAt)> _known = new();

    /// <summary>The name of a user id; the number itself for one that has no name.</summary>
    public ValueTask<string> OfAsync(long user) =>
        _known.TryGetValue(user, out (string Name, long AskedAt) known) && time.GetElapsedTime(known.AskedAt) < s_validFor
            ? new ValueTask<string>(known.Name)
            : new ValueTask<string>(Task.Run(() => Ask(user)));

    /// <summary>Asks for a name, so that it is known later.</summary>
    public void Prepare(long user) => _ = OfAsync(user).AsTask();

    /// <summary>The name as it was last told; the number for one that was never asked for, which is asked for now.</summary>
    public string LastKnown(long user)
    {
        if (_known.TryGetValue(user, out (string Name, long) known))
            return known.Name;
        Prepare(user);
        return Number(user);
    }

    private static string Number(long user) => user.ToString(CultureInfo.InvariantCulture);

    private string Ask(long user)
    {
        string name = LookUp((uint)user) ?? Number(user);
        _known[user] = (name, time.GetTimestamp());
        return name;
    }

    private static string? LookUp(uint user)
    {
        // struct passwd begins with the pointer to the name.
        byte* entry = stackalloc byte[128];
        for (int size = 1024; size <= 1024 * 1024; size *= 4)
        {
            byte[] text = new byte[size];
            fixed (byte* start = text)
            {
                int error = GetPasswordEntry(user, entry, start, (nuint)size, out nint found);
                if (error == 0)
                    return found == 0 ? null : Marshal.PtrToStringUTF8(*(nint*)entry);
                if (error != OutOfRange)
                    return null;
            }
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static partial int GetPasswordEntry(uint user, byte* entry, byte* text, nuint size, out nint found);
}
