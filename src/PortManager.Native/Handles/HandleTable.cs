using PortManager.Native.Errors;

namespace PortManager.Native.Handles;

/// <summary>
/// The open handles by their numbers. Callers get numbers, never addresses, and no number is used twice. So a wrong or closed
/// handle is an error, not a crash.
/// </summary>
internal static class HandleTable
{
    /// <summary>The first number. No descriptor, small number or address, which a caller might pass by mistake, is in this range.</summary>
    private const ulong First = 0x706D_0000_0000_0001;

    private static readonly Lock s_lock = new();
    private static readonly Dictionary<ulong, Handle> s_open = [];
    private static ulong s_next = First;

    public static ulong Add(Handle handle)
    {
        lock (s_lock)
        {
            s_open.Add(s_next, handle);
            return s_next++;
        }
    }

    /// <summary>Returns an open handle.</summary>
    /// <exception cref="CallException">The handle is not open.</exception>
    public static Handle Find(ulong number)
    {
        lock (s_lock)
            return s_open.TryGetValue(number, out Handle? handle) ? handle : throw NoSuchHandle();
    }

    /// <summary>Removes an open handle, and returns it.</summary>
    /// <exception cref="CallException">The handle is not open.</exception>
    public static Handle Remove(ulong number)
    {
        lock (s_lock)
            return s_open.Remove(number, out Handle? handle) ? handle : throw NoSuchHandle();
    }

    private static CallException NoSuchHandle() => new(Status.Handle, "This connection to a port manager is closed, or there is none.");
}
