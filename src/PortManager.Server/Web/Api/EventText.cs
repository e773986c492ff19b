using System.Buffers;
using System.Globalization;
using System.Text;

namespace PortManager.Server.Web.Api;

/// <summary>Events as the text of a stream, a few at a time. It is made once for all clients that are equally far.</summary>
internal sealed class EventText(IEventSource source)
{
    /// <summary>A text ends with the event that makes it longer: a client that does not read it costs no more than that.</summary>
    private const int LongBytes = 4096;

    /// <summary>No more than these are looked at for one text.</summary>
    private const int Most = 50;

    private readonly Lock _lock = new();
    private (long After, long Last, ReadOnlyMemory<byte> Text) _latest;

    /// <summary>What comes after an event; empty when nothing does.</summary>
    /// <param name="after">Its number; where not all behind it is known any more, the text tells so.</param>
    /// <param name="last">The number of the last event that the text tells of.</param>
    public ReadOnlyMemory<byte> Since(long after, out long last)
    {
        lock (_lock)
        {
            if (_latest.After != after || _latest.Text.IsEmpty)
                _latest = Make(after);
            last = _latest.Last;
            return _latest.Text;
        }
    }

    private (long After, long Last, ReadOnlyMemory<byte> Text) Make(long before)
    {
        long last = source.LastId;
        if (source.Since(before, Most) is not { } events)
            return (before, last, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {last}\nevent: reset\ndata: {{}}\n\n")));
        long after = before;
        var text = new ArrayBufferWriter<byte>();
        foreach (StreamEvent happened in events)
        {
            if (text.WrittenCount > LongBytes)
                break;
            Write(text, happened);
            after = happened.Id;
        }

        return (before, after, text.WrittenMemory);
    }

    // id: N NL event: NAME NL data: JSON NL NL
    private static void Write(ArrayBufferWriter<byte> text, StreamEvent happened)
    {
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {happened.Id}\nevent: {happened.Name}\ndata: "), text);
        text.Write(happened.Data);
        text.Write("\n\n"u8);
    }
}
