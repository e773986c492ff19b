using System.Runtime.InteropServices;
using System.Text;

namespace PortManager.Native.Interface;

/// <summary>struct portmanager_listing: rows and their names in one block of memory, which the caller frees.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Listing
{
    // enum portmanager_change
    private const int Added = 1;
    private const int Removed = 2;

    private nuint _count;
    private Row* _rows;
    private byte* _names;
    private nuint _namesLength;

    /// <summary>Returns the rows of changes.</summary>
    public static Listing Of(IReadOnlyList<PortChange> changes)
    {
        Listing listing = Of([.. changes.Select(change => change.Allocation)]);
        for (int i = 0; i < changes.Count; i++)
            listing._rows[i].Change = changes[i].Kind == PortChangeKind.Added ? Added : Removed;
        return listing;
    }

    // rows, then each row's service NUL user NUL
    public static Listing Of(IReadOnlyList<PortAllocation> ports)
    {
        if (ports.Count == 0)
            return default;
        nuint rowsLength = (nuint)ports.Count * (nuint)sizeof(Row);
        nuint namesLength = 0;
        foreach (PortAllocation port in ports)
            namesLength += (nuint)(Encoding.UTF8.GetByteCount(port.Service) + Encoding.UTF8.GetByteCount(port.User) + 2);

        var rows = (Row*)NativeMemory.Alloc(rowsLength + namesLength);
        byte* names = (byte*)rows + rowsLength;
        byte* next = names;
        for (int i = 0; i < ports.Count; i++)
        {
            rows[i] = new Row { Port = ports[i].Port };
            next = Write(ports[i].Service, next, out rows[i].Service, out rows[i].ServiceLength);
            next = Write(ports[i].User, next, out rows[i].User, out rows[i].UserLength);
        }

        return new Listing { _count = (nuint)ports.Count, _rows = rows, _names = names, _namesLength = namesLength };
    }

    public void Free()
    {
        NativeMemory.Free(_rows);
        this = default;
    }

    private static byte* Write(string name, byte* place, out byte* start, out uint length)
    {
        start = place;
        length = (uint)Encoding.UTF8.GetBytes(name, new Span<byte>(place, Encoding.UTF8.GetMaxByteCount(name.Length)));
        // No port manager accepts a name with a zero byte. If one lists such a name nevertheless, C must not see it end early.
        new Span<byte>(place, (int)length).Replace((byte)0, (byte)'?');
        place[length] = 0;
        return place + length + 1;
    }

    /// <summary>struct portmanager_row</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Row
    {
        public byte* Service;
        public byte* User;
        public uint ServiceLength;
        public uint UserLength;
        public int Port;
        public int Change;
    }
}
