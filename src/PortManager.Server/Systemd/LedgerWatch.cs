using System.Buffers;
using System.Text;
using PortManager.Protocol;

namespace PortManager.Server.Systemd;

/// <summary>What a connection watches.</summary>
/// <param name="RequestPosition">Where in its input the request began, in bytes.</param>
/// <param name="Filter">The rows.</param>
internal readonly record struct LedgerWatch(long RequestPosition, PortFilter Filter);

/// <summary>A <see cref="LedgerWatch"/> in memory. Its layout is read by the next process, maybe of another version.</summary>
internal unsafe struct WatchSlot
{
    // Two services of 261 bytes and a user of 255 with a backslash before each byte, and the options' own names, are 1,581.
    private const int MaxBytes = 1588;

    // One more than the length of the text, so that a watch without options is told from none. It is written last.
    private int _extent;
    private long _position;
    private fixed byte _options[MaxBytes];

    public LedgerWatch? Watch
    {
        get
        {
            int length = Volatile.Read(ref _extent) - 1;
            if (length is < 0 or > MaxBytes)
                return null;
            var words = new List<string>();
            fixed (byte* options = _options)
            {
                string text = Encoding.UTF8.GetString(options, length);
                return TclList.TryParse(text, words, out _) && FilterOptions.Read(words.ToArray(), out _) is { } filter
                    ? new LedgerWatch(_position, filter)
                    : null;
            }
        }

        set
        {
            Clear();
            if (value is not { } watch)
                return;
            var options = new ArrayBufferWriter<byte>();
            FilterOptions.Write(options, watch.Filter);
            fixed (byte* start = _options)
                options.WrittenSpan.CopyTo(new Span<byte>(start, MaxBytes));
            _position = watch.RequestPosition;
            Volatile.Write(ref _extent, options.WrittenCount + 1);
        }
    }

    // Memory that is not written to is not taken: few connections watch.
    private void Clear()
    {
        if (_extent != 0)
            Volatile.Write(ref _extent, 0);
    }
}
