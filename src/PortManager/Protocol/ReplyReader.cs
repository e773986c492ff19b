using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PortManager.Protocol;

/// <summary>Reads the lines of replies, of this daemon or an old one. All lines come without their ends.</summary>
internal static class ReplyReader
{
    // White space except the blank, and the characters that quote.
    private static readonly SearchValues<byte> s_notPlain = SearchValues.Create("\t\n\v\f\r{}\"\\"u8);

    // OK word* | FAIL {reason}
    public static Reply ReadStatus(ReadOnlySequence<byte> line)
    {
        // Most replies begin with OK. They are not read twice.
        if (line.FirstSpan is not [(byte)'O', ..] && TryReadReason(line, out string? reason))
            return new Reply.Failed(reason);

        var words = new List<string>();
        if (!LineText.TryReadWords(line, words, out string? error))
            return new Reply.Unreadable(Printable.Line(line), error);

        return words is ["OK", ..]
            ? new Reply.Ok(words[1..])
            : new Reply.Unreadable(Printable.Line(line), "neither OK nor FAIL");
    }

    /// <summary>Reads the port of an <c>OK port</c>.</summary>
    // port
    public static bool TryReadPort(Reply.Ok ok, out int port)
    {
        port = 0;
        return ok.Words is [var word] && Digits.TryReadPort(word, out port);
    }

    /// <summary>Reads the number of rows that follow an <c>OK n</c>.</summary>
    // n
    public static bool TryReadCount(Reply.Ok ok, out int count)
    {
        count = 0;
        return ok.Words is [var word] && Digits.TryRead(word, out count);
    }

    /// <summary>Reads a row of a listing. Old daemons list empty names: they are rows too.</summary>
    // port service user
    public static bool TryReadRow(ReadOnlySequence<byte> line, [NotNullWhen(true)] out PortAllocation? row)
    {
        if (line.IsSingleSegment && TryReadPlainRow(line.FirstSpan, out row))
            return true;

        row = null;
        var words = new List<string>(capacity: 4);
        return LineText.TryReadWords(line, words, out _) && TryReadRow(words, out row);
    }

    /// <summary>Reads a row of the reply to STATUS.</summary>
    // key value
    public static bool TryReadPair(ReadOnlySequence<byte> line, out KeyValuePair<string, string> row)
    {
        var words = new List<string>(capacity: 2);
        bool isPair = LineText.TryReadWords(line, words, out _) && words.Count == 2;
        row = isPair ? new KeyValuePair<string, string>(words[0], words[1]) : default;
        return isPair;
    }

    /// <summary>Reads a plain row: three unquoted words of ASCII. Nearly all rows are plain, and this takes a third of the time.</summary>
    // port SP service SP user
    private static bool TryReadPlainRow(ReadOnlySpan<byte> line, [NotNullWhen(true)] out PortAllocation? row)
    {
        row = null;
        int first = line.IndexOf((byte)' ');
        int last = line.LastIndexOf((byte)' ');
        if (first < 1 || last <= first + 1 || last == line.Length - 1
            || line[(first + 1)..last].Contains((byte)' ') || line.ContainsAny(s_notPlain) || !Ascii.IsValid(line))
        {
            return false;
        }

        if (Digits.TryReadPort(Encoding.ASCII.GetString(line[..first]), out int port))
            row = new PortAllocation(port, Encoding.ASCII.GetString(line[(first + 1)..last]), Encoding.ASCII.GetString(line[(last + 1)..]));
        return row is not null;
    }

    /// <summary>Reads a change in the reply to WATCH.</summary>
    // ("+" | "-") port service user
    public static bool TryReadChange(
        ReadOnlySequence<byte> line, out bool added, [NotNullWhen(true)] out PortAllocation? row)
    {
        added = false;
        row = null;
        var words = new List<string>(capacity: 4);
        if (!LineText.TryReadWords(line, words, out _) || words is not ["+" or "-", ..])
            return false;

        added = words[0] == "+";
        return TryReadRow(words[1..], out row);
    }

    /// <summary>
    /// Returns whether a line between the changes of a WATCH is of a kind that this version does not know. Those that it knows, and rows
    /// of a listing, are none.
    /// </summary>
    // word …     word: not OK, FAIL, +, -, and no number
    public static bool IsOfLaterVersion(ReadOnlySequence<byte> line)
    {
        string word = Encoding.UTF8.GetString(line).Split(' ', '\t')[0];
        return word is not ("" or "OK" or "FAIL" or "+" or "-") && !char.IsAsciiDigit(word[0]);
    }

    private static bool TryReadRow(List<string> words, [NotNullWhen(true)] out PortAllocation? row)
    {
        row = words is [var word, var service, var user] && Digits.TryReadPort(word, out int port)
            ? new PortAllocation(port, service, user)
            : null;
        return row is not null;
    }

    /// <summary>Reads a refusal. Its reason is for people, and need be neither a list nor valid UTF-8.</summary>
    // FAIL (white ("{" reason "}" | reason))?
    private static bool TryReadReason(ReadOnlySequence<byte> line, [NotNullWhen(true)] out string? reason)
    {
        string text = Encoding.UTF8.GetString(line);
        reason = text.TrimStart() switch
        {
            "FAIL" => "",
            ['F', 'A', 'I', 'L', ' ' or '\t', .. var rest] => WithoutBraces(rest.Trim()),
            _ => null,
        };
        return reason is not null;
    }

    private static string WithoutBraces(string reason) =>
        Printable.Text(reason is ['{', .. var inner, '}'] ? inner : reason);
}
