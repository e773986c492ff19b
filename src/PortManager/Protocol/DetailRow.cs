using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PortManager.Protocol;

/// <summary>A row of the reply to DETAIL: keys and values in turn. A reader skips keys that it does not know.</summary>
internal static class DetailRow
{
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private static readonly string[] s_moments = [Moment, "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>The states that a port manager reports: all but <see cref="PortState.Unknown"/>.</summary>
    public static IReadOnlyList<PortState> States { get; } = [PortState.Listening, PortState.Reserved, PortState.Orphaned];

    // port N service S user U owner O state X since T NL
    public static void Write(IBufferWriter<byte> output, PortDetails details)
    {
        (int port, string service, string user) = details.Allocation;
        Write(output, "port ", port.ToString(CultureInfo.InvariantCulture));
        Write(output, " service ", service);
        Write(output, " user ", user);
        Write(output, " owner ", details.VerifiedUser ?? "");
        Write(output, " state ", WordOf(details.State));
        Write(output, " since ", TextOf(details.Since));
        output.Write("\n"u8);
    }

    /// <summary>Returns a moment in UTC, to the millisecond.</summary>
    public static string TextOf(DateTimeOffset moment) => moment.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture);

    /// <summary>Returns the word for a state: its name in lower case.</summary>
    public static string WordOf(PortState state) => state.ToString().ToLowerInvariant();

    // port N service S user U owner O state X since T
    public static bool TryRead(ReadOnlySequence<byte> line, [NotNullWhen(true)] out PortDetails? details)
    {
        details = null;
        var words = new List<string>(capacity: 12);
        if (!LineText.TryReadWords(line, words, out _) || words.Count % 2 != 0)
            return false;
        var values = new Dictionary<string, string>(capacity: 6);
        for (int i = 0; i < words.Count; i += 2)
            values[words[i]] = words[i + 1];

        if (values.TryGetValue("port", out string? number)
            && Digits.TryReadPort(number, out int port)
            && values.TryGetValue("service", out string? service)
            && values.TryGetValue("user", out string? user)
            && values.TryGetValue("state", out string? state)
            && TryReadMoment(values.GetValueOrDefault("since"), out DateTimeOffset since))
        {
            string? owner = values.GetValueOrDefault("owner");
            details = new PortDetails
            {
                Allocation = new PortAllocation(port, service, user),
                VerifiedUser = owner is "" ? null : owner,
                State = StateOf(state),
                Since = since,
            };
        }

        return details is not null;
    }

    private static void Write(IBufferWriter<byte> output, string key, string value)
    {
        output.WriteText(key);
        RowWord.Write(output, value);
    }

    // listening | reserved | orphaned | a word of a later version
    private static PortState StateOf(string word)
    {
        foreach (PortState known in States)
        {
            if (WordOf(known) == word)
                return known;
        }

        return PortState.Unknown;
    }

    // yyyy-MM-ddTHH:mm:ss[.fff]Z
    private static bool TryReadMoment(string? word, out DateTimeOffset moment) => DateTimeOffset.TryParseExact(
        word, s_moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
}
