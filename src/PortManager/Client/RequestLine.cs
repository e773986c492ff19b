using System.Buffers;

namespace PortManager.Client;

/// <summary>Turns a request into the bytes of its line, to be sent in one write.</summary>
internal static class RequestLine
{
    public static ReadOnlyMemory<byte> Of(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenMemory;
    }
}
