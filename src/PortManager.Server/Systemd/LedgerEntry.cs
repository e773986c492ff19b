using System.Runtime.InteropServices;

namespace PortManager.Server.Systemd;

/// <summary>The place of one connection in the <see cref="Ledger"/>.</summary>
internal sealed unsafe class LedgerEntry(LedgerSlot* slot, WatchSlot* watch, int index)
{
    public int Index => index;

    /// <summary>The number of the connection.</summary>
    public long Connection => slot->Connection;

    /// <summary>How far the connection is. The process may end between any two stores: the old position holds until the new one is whole.</summary>
    public LedgerPosition Position
    {
        get => slot->Current == 0 ? slot->First : slot->Second;
        set
        {
            int other = 1 - slot->Current;
            if (other == 0)
                slot->First = value;
            else
                slot->Second = value;
            Volatile.Write(ref slot->Current, other);
        }
    }

    /// <summary>What the connection watches; null when it does not.</summary>
    public LedgerWatch? Watch
    {
        get => watch->Watch;
        set => watch->Watch = value;
    }
}

/// <summary>A <see cref="LedgerEntry"/> in memory. Its layout is read by the next process, maybe of another version.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LedgerSlot
{
    public long Connection;
    public long Cookie;
    public int Current;
    public LedgerPosition First;
    public LedgerPosition Second;
}
