using System.Buffers;

namespace PortManager.Tests.Protocol;

/// <summary>A buffer that never gives a byte more than it is asked for: a writer that asks for too little fails.</summary>
internal sealed class TightBuffer : IBufferWriter<byte>
{
    private readonly List<byte> _written = [];
    private byte[] _given = [];

    public byte[] Written => [.. _written];

    public void Advance(int count) => _written.AddRange(_given.AsSpan(0, count));

    public Memory<byte> GetMemory(int sizeHint = 0) => _given = new byte[Math.Max(sizeHint, 1)];

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
