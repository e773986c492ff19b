using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SharpFuzz.Common;

namespace PortManager.Tests.Fuzz.InProcess;

/// <summary>Which branches an input took: what SharpFuzz's instrumentation counts, in the classes of afl's counts.</summary>
internal sealed unsafe class Coverage
{
    // afl's, for which the instrumentation is made.
    private const int MapSize = 1 << 16;

    private readonly byte* _taken = (byte*)NativeMemory.AllocZeroed(MapSize);
    private readonly byte[] _seen = new byte[MapSize];

    /// <summary>Has the instrumented assemblies count here.</summary>
    public Coverage() => Trace.SharedMem = _taken;

    /// <summary>Forgets the path that was taken; returns whether a part of it was new.</summary>
    public bool TakeNew()
    {
        bool isNew = false;
        // Most inputs take a few hundred branches, which lie anywhere.
        for (int at = 0; at < MapSize; at += Vector512<byte>.Count)
        {
            if (Vector512.Load(_taken + at) == Vector512<byte>.Zero)
                continue;
            for (int word = at; word < at + Vector512<byte>.Count; word += sizeof(ulong))
            {
                if (*(ulong*)(_taken + word) != 0)
                    isNew |= SeeNew(word);
            }
        }

        Trace.PrevLocation = 0;
        return isNew;
    }

    private bool SeeNew(int word)
    {
        bool isNew = false;
        for (int at = word; at < word + sizeof(ulong); at++)
        {
            if (_taken[at] == 0)
                continue;
            byte unseen = (byte)(Class(_taken[at]) & ~_seen[at]);
            _seen[at] |= unseen;
            isNew |= unseen != 0;
            _taken[at] = 0;
        }

        return isNew;
    }

    /// <summary>A bit for 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, and more.</summary>
    private static int Class(byte count) => count switch
    {
        <= 3 => 1 << (count - 1),
        < 32 => 1 << (BitOperations.Log2(count) + 1),
        < 128 => 1 << 6,
        _ => 1 << 7,
    };
}
