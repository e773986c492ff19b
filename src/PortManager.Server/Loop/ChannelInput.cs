using PortManager.Server.Native;

namespace PortManager.Server.Loop;

/// <summary>What there was to read.</summary>
internal enum ReadResult
{
    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Nothing yet.</summary>
    Nothing,

    /// <summary>The end of the stream.</summary>
    End,

    /// <summary>The connection is broken.</summary>
    Broken,
}

/// <summary>
/// The input of one connection that has not been answered. It stays in the kernel if the connection may outlive the process, so that the next process
/// finds there what this one did not answer, and as long as it may be HTTP. Otherwise it is taken, and what is left over is kept here.
/// </summary>
internal struct ChannelInput(StreamSocket socket, bool isLeftInKernel)
{
    private byte[] _kept = [];
    private int _start;

    /// <summary>Whether bytes stay in the kernel until they are answered.</summary>
    public bool IsLeftInKernel { get; set; } = isLeftInKernel;

    /// <summary>Whether the kernel may have more than what was read.</summary>
    public bool MayHaveMore { get; private set; }

    /// <summary>Bytes that are kept here.</summary>
    public readonly int Kept => _kept.Length - _start;

    /// <summary>Reads, behind what is kept.</summary>
    /// <param name="buffer">Takes the bytes; as long as the longest request and some more.</param>
    /// <param name="isEnough">Whether what is kept is enough for now.</param>
    /// <param name="length">How many bytes are in the buffer.</param>
    public ReadResult Read(byte[] buffer, bool isEnough, out int length)
    {
        length = Kept;
        _kept.AsSpan(_start).CopyTo(buffer);
        if (isEnough && length > 0)
        {
            MayHaveMore = true;
            return ReadResult.Bytes;
        }

        Span<byte> room = buffer.AsSpan(length);
        int read = IsLeftInKernel ? socket.LookAt(room) : socket.Receive(room);
        MayHaveMore = read == room.Length;
        if (read > 0)
        {
            length += read;
            return ReadResult.Bytes;
        }

        return read == 0 ? ReadResult.End : read is -Errno.WouldBlock or -Errno.Interrupted ? ReadResult.Nothing : ReadResult.Broken;
    }

    /// <summary>Keeps what was read and not consumed, unless it is left in the kernel.</summary>
    /// <param name="read">What was read, with what was kept before.</param>
    /// <param name="consumed">How much of it was consumed.</param>
    public void Keep(ReadOnlySpan<byte> read, int consumed)
    {
        if (IsLeftInKernel)
            return;
        if (consumed == read.Length)
        {
            (_kept, _start) = ([], 0);
        }
        else if (read.Length == Kept)
        {
            // Nothing came: what is kept is where it is.
            _start += consumed;
        }
        else
        {
            (_kept, _start) = (read[consumed..].ToArray(), 0);
        }
    }
}
