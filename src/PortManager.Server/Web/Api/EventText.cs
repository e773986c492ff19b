using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PortManager.Server.Events;

namespace PortManager.Server.Web.Api;

/// <summary>Events as the text of a stream. It is made once for all who are equally far.</summary>
internal sealed class EventText(RecentEvents recent)
{
    private readonly Lock _lock = new();
    private (long After, long Last, ReadOnlyMemory<byte> Text) _latest;

    /// <summary>What comes after an event.</summary>
    /// <param name="after">Its number; where not all behind it is known any more, the text tells so.</param>
    /// <param name="last">The number of the last event that the text tells of.</param>
    public ReadOnlyMemory<byte> Since(long after, out long last)
    {
        lock (_lock)
        {
            if (_latest.After != after || _latest.Last != recent.LastId)
                _latest = Make(after);
            last = _latest.Last;
            return _latest.Text;
        }
    }

    private (long After, long Last, ReadOnlyMemory<byte> Text) Make(long after)
    {
        long last = recent.LastId;
        if (!recent.TryGetSince(after, out DaemonEvent[] events))
            return (after, last, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {last}\nevent: reset\ndata: {{}}\n\n")));
        var text = new ArrayBufferWriter<byte>();
        foreach (DaemonEvent happened in events)
            Write(text, happened);
        return (after, events.Length > 0 ? events[^1].Id : after, text.WrittenMemory);
    }

    // id: N NL event: NAME NL data: JSON NL NL
    private static void Write(ArrayBufferWriter<byte> text, DaemonEvent happened)
    {
        string name = JsonNamingPolicy.CamelCase.ConvertName(happened.Kind.ToString());
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {happened.Id}\nevent: {name}\ndata: "), text);
        text.Write(JsonSerializer.SerializeToUtf8Bytes(EventDocument.Of(happened, named: false), ApiJson.Types.EventDocument));
        text.Write("\n\n"u8);
    }
}
