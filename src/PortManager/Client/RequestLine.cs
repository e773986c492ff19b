using System.Buffers;

namespace PortManager.Client;

/// <summary>A request as the bytes of its line, so that it goes out in one write.</summary>
internal static class RequestLine
{
    public static ReadOnlyMemory<byte> Of(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenMemory;
    }
}
