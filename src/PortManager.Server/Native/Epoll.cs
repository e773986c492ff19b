using System.ComponentModel;
using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>Waits for many descriptors at once (epoll(7)).</summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    /// <summary>There is something to read, or the end of the stream (EPOLLIN).</summary>
    public const uint Readable = 0x1;

    /// <summary>There is urgent data (EPOLLPRI).</summary>
    public const uint Urgent = 0x2;

    /// <summary>There is room to write (EPOLLOUT).</summary>
    public const uint Writable = 0x4;

    /// <summary>The connection failed (EPOLLERR); always reported.</summary>
    public const uint Failed = 0x8;

    /// <summary>Both directions are closed (EPOLLHUP); always reported.</summary>
    public const uint HungUp = 0x10;

    /// <summary>The peer closed its direction (EPOLLRDHUP).</summary>
    public const uint PeerClosed = 0x2000;

    /// <summary>A change is reported once, and not for as long as it lasts (EPOLLET).</summary>
    public const uint EdgeTriggered = 1u << 31;

    private const int CloseOnExec = 0x80000; // EPOLL_CLOEXEC
    private const int AddOperation = 1; // EPOLL_CTL_ADD
    private const int RemoveOperation = 2; // EPOLL_CTL_DEL
    private const int ModifyOperation = 3; // EPOLL_CTL_MOD

    // struct epoll_event is packed on x86-64 and nowhere else.
    private static readonly int s_dataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int s_size = s_dataAt + sizeof(long);

    private int _descriptor;
    private readonly byte[] _ready;
    private readonly int _max;

    /// <param name="max">The most descriptors that one wait reports.</param>
    /// <exception cref="Win32Exception">The system has no descriptor or memory left.</exception>
    public Epoll(int max)
    {
        _max = max;
        _ready = GC.AllocateUninitializedArray<byte>(max * s_size, pinned: true);
        _descriptor = Create(CloseOnExec);
        if (_descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Watches a descriptor.</summary>
    /// <param name="descriptor">The descriptor; closing it ends the watch.</param>
    /// <param name="events">What is to be reported.</param>
    /// <param name="tag">Is reported with it.</param>
    public void Add(int descriptor, uint events, long tag) => Change(AddOperation, descriptor, events, tag);

    /// <summary>Changes what is reported of a descriptor.</summary>
    public void Modify(int descriptor, uint events, long tag) => Change(ModifyOperation, descriptor, events, tag);

    /// <summary>Ends the watch of a descriptor that stays open.</summary>
    public void Remove(int descriptor) => Change(RemoveOperation, descriptor, 0, 0);

    /// <summary>Waits until something is ready.</summary>
    /// <param name="milliseconds">The longest wait; 0 does not wait, -1 waits for ever.</param>
    /// <returns>How many descriptors are ready, for <see cref="Ready"/>.</returns>
    public int Wait(int milliseconds)
    {
        fixed (byte* ready = _ready)
            return Math.Max(0, Wait(_descriptor, ready, _max, milliseconds));
    }

    /// <summary>What the last wait reported.</summary>
    /// <param name="index">Which of the ready descriptors.</param>
    /// <returns>The events, and the tag of the descriptor.</returns>
    public (uint Events, long Tag) Ready(int index)
    {
        ReadOnlySpan<byte> entry = _ready.AsSpan(index * s_size, s_size);
        return (MemoryMarshal.Read<uint>(entry), MemoryMarshal.Read<long>(entry[s_dataAt..]));
    }

    public void Dispose()
    {
        if (_descriptor >= 0)
            _ = LibC.Close(_descriptor);
        _descriptor = -1;
    }

    private void Change(int operation, int descriptor, uint events, long tag)
    {
        byte* entry = stackalloc byte[16];
        *(uint*)entry = events;
        *(long*)(entry + s_dataAt) = tag;
        if (Control(_descriptor, operation, descriptor, entry) < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int descriptor, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int Wait(int epoll, byte* ready, int max, int milliseconds);
}
