using PortManager.Native.Errors;

namespace PortManager.Native.Handles;

/// <summary>
/// Which handle is which. Callers have numbers, never addresses, and no number is given out twice, so that none that is wrong
/// or closed leads anywhere.
/// </summary>
internal static class HandleTable
{
    /// <summary>Above all descriptors, small numbers and addresses, which a caller might pass by mistake.</summary>
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

    /// <exception cref="CallException">It is no open handle.</exception>
    public static Handle Find(ulong number)
    {
        lock (s_lock)
            return s_open.TryGetValue(number, out Handle? handle) ? handle : throw NoSuchHandle();
    }

    /// <inheritdoc cref="Find"/>
    public static Handle Remove(ulong number)
    {
        lock (s_lock)
            return s_open.Remove(number, out Handle? handle) ? handle : throw NoSuchHandle();
    }

    private static CallException NoSuchHandle() => new(Status.Handle, "This connection to a port manager is closed, or there is none.");
}
