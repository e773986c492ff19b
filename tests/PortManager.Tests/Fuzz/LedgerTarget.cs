using PortManager.Server.Native;
using PortManager.Server.Systemd;

namespace PortManager.Tests.Fuzz;

/// <summary>Whatever is in the memory of an entry of the ledger: a position that goes on fits what the kernel counted, and what is written is read again.</summary>
internal static unsafe class LedgerTarget
{
    /// <summary>Throws when the rule is broken.</summary>
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        LedgerSlot slot = default;
        WatchSlot watch = default;
        TcpByteCounts kernel = default;
        bytes = Fill(bytes, &kernel);
        bytes = Fill(bytes, &slot);
        Fill(bytes, &watch);
        var entry = new LedgerEntry(&slot, &watch, 0);

        CheckPosition(entry, kernel);
        LedgerWatch? read = entry.Watch;
        entry.Watch = read;
        Assert.Equal(read, entry.Watch);
    }

    private static void CheckPosition(LedgerEntry entry, TcpByteCounts kernel)
    {
        LedgerPosition before = entry.Position;
        if (before.Compare(kernel) is not { } now)
            return;
        Assert.Equal((kernel.Written, 0, 0), (now.Replied, now.BatchConsumed, now.BatchReplied));
        // What the kernel still has and is answered is skipped: never less than nothing.
        Assert.True(now.Consumed >= kernel.Read && kernel.Read >= before.Consumed);
        entry.Position = now;
        Assert.Equal(now, entry.Position);
        entry.Position = before;
        Assert.Equal(before, entry.Position);
    }

    /// <summary>Copies as many bytes as there are into a structure.</summary>
    private static ReadOnlySpan<byte> Fill<T>(ReadOnlySpan<byte> bytes, T* structure)
        where T : unmanaged
    {
        int length = Math.Min(bytes.Length, sizeof(T));
        bytes[..length].CopyTo(new Span<byte>(structure, sizeof(T)));
        return bytes[length..];
    }
}
