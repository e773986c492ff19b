using System.Buffers;

namespace PortManager.Micro;

/// <summary>A buffer that is written over and over, so that only what the writer itself allocates is counted.</summary>
internal sealed class Output : IBufferWriter<byte>
{
    private readonly byte[] _bytes = new byte[4096];
    private int _length;

    public int Begin()
    {
        int length = _length;
        _length = 0;
        return length;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(_length);

    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(_length);
}
