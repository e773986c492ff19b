using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PortManager.Server.Systemd;

/// <summary>
/// How far each stored connection is, in memory that outlives the process: systemd keeps its descriptor as it keeps
/// those of the connections. Writing a position is a few stores to memory. Opening and closing entries is not safe for
/// several threads; an entry belongs to its connection.
/// </summary>
internal sealed unsafe partial class Ledger : IDisposable
{
    private const int Entries = 65536;
    private const int CloseOnExec = 1; // MFD_CLOEXEC

    // First all positions, close together, then all watches, of which few are ever written.
    private static readonly long s_length = (long)Entries * (sizeof(LedgerSlot) + sizeof(WatchSlot));

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly LedgerSlot* _slots;
    private readonly WatchSlot* _watches;
    private readonly Stack<int> _free = [];
    private readonly Dictionary<long, int> _found = [];

    private Ledger(SafeFileHandle descriptor)
    {
        Descriptor = descriptor;
        _file = MemoryMappedFile.CreateFromFile(
            descriptor, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor();
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _slots = (LedgerSlot*)start;
        _watches = (WatchSlot*)(_slots + Entries);
        for (int i = Entries - 1; i >= 0; i--)
        {
            if (_slots[i].Connection == 0)
                _free.Push(i);
            else
                _found[_slots[i].Connection] = i;
        }
    }

    /// <summary>The memory, as a descriptor.</summary>
    public SafeFileHandle Descriptor { get; }

    /// <summary>An empty ledger; null where the system gives no memory for one.</summary>
    public static Ledger? Create()
    {
        var descriptor = new SafeFileHandle(CreateMemory("portmanager-ledger", CloseOnExec), ownsHandle: true);
        if (descriptor.IsInvalid || SetLength(descriptor, s_length) != 0)
        {
            descriptor.Dispose();
            return null;
        }

        return new Ledger(descriptor);
    }

    /// <summary>The ledger of the process before; null where this is none.</summary>
    public static Ledger? Open(SafeFileHandle descriptor)
    {
        try
        {
            if (RandomAccess.GetLength(descriptor) == s_length)
                return new Ledger(descriptor);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Not what it should be: the same as none.
        }

        descriptor.Dispose();
        return null;
    }

    /// <summary>An entry for a connection; null when there is no room.</summary>
    public LedgerEntry? Add(long connection, LedgerPosition position)
    {
        if (!_free.TryPop(out int index))
            return null;
        LedgerEntry entry = EntryAt(index);
        entry.Position = position;
        entry.Watch = null;
        _slots[index].Connection = connection;
        return entry;
    }

    /// <summary>The entry of a connection that the process before had; null when it had none.</summary>
    public LedgerEntry? Find(long connection) =>
        _found.TryGetValue(connection, out int index) ? EntryAt(index) : null;

    /// <summary>Frees the entries of connections that are no more: others may get their numbers.</summary>
    public void KeepOnly(IReadOnlySet<long> connections)
    {
        foreach (long gone in _found.Keys.Except(connections).ToArray())
            Remove(Find(gone)!);
    }

    public void Remove(LedgerEntry entry)
    {
        _found.Remove(_slots[entry.Index].Connection);
        _slots[entry.Index].Connection = 0;
        _free.Push(entry.Index);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        Descriptor.Dispose();
    }

    private LedgerEntry EntryAt(int index) => new(_slots + index, _watches + index, index);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint CreateMemory(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int SetLength(SafeFileHandle descriptor, long length);
}
