using System.Buffers;
using System.Globalization;
using System.Text;

namespace PortManager.Protocol;

/// <summary>Writes requests as lines, with their ends.</summary>
internal static class RequestWriter
{
    /// <summary>Writes any request that a client can send.</summary>
    public static void Write(IBufferWriter<byte> output, Request request)
    {
        switch (request)
        {
            case Request.Gimme gimme:
                Gimme(output, gimme.Service, gimme.User, gimme.IsUnique);
                break;
            case Request.List:
                List(output);
                break;
            case Request.Version:
                Version(output);
                break;
            case Request.Find find:
                Find(output, find.Filter);
                break;
            case Request.Watch watch:
                Watch(output, watch.Filter);
                break;
            case Request.Detail detail:
                Detail(output, detail.Filter);
                break;
            case Request.Status:
                Status(output);
                break;
            case Request.Free free:
                Free(output, free.Port);
                break;
            case Request.Claim claim:
                Claim(output, claim.Port, claim.Service, claim.User);
                break;
            default:
                throw new ArgumentException($"{request} cannot be sent", nameof(request));
        }
    }

    /// <summary>Returns a request as a line of text, without its end.</summary>
    public static string Text(Request request)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(output, request);
        return Encoding.UTF8.GetString(output.WrittenSpan[..^1]);
    }

    // (GIMME | UNIQUE) service user NL
    public static void Gimme(IBufferWriter<byte> output, string service, string user, bool isUnique = false)
    {
        output.Write(isUnique ? "UNIQUE "u8 : "GIMME "u8);
        NamesLine(output, service, user);
    }

    // LIST NL
    public static void List(IBufferWriter<byte> output) => WriteLine(output, "LIST");

    // VERSION NL
    public static void Version(IBufferWriter<byte> output) => WriteLine(output, "VERSION");

    // FIND ?options? NL
    public static void Find(IBufferWriter<byte> output, PortFilter filter) => WriteFiltered(output, "FIND"u8, filter);

    // WATCH ?options? NL
    public static void Watch(IBufferWriter<byte> output, PortFilter filter) => WriteFiltered(output, "WATCH"u8, filter);

    // DETAIL ?options? NL
    public static void Detail(IBufferWriter<byte> output, PortFilter filter) => WriteFiltered(output, "DETAIL"u8, filter);

    // STATUS NL
    public static void Status(IBufferWriter<byte> output) => WriteLine(output, "STATUS");

    // FREE port NL
    public static void Free(IBufferWriter<byte> output, int port) => WriteLine(output, "FREE", Number(port));

    // CLAIM port service user NL
    public static void Claim(IBufferWriter<byte> output, int port, string service, string user)
    {
        output.Write("CLAIM "u8);
        output.WriteNumber(port);
        output.Write(" "u8);
        NamesLine(output, service, user);
    }

    /// <summary>Writes one word of a request that is not the first. One that ends in a version of HTTP is written so that the line does not.</summary>
    // word
    public static void Word(IBufferWriter<byte> output, string word)
    {
        if (!HttpVersion.Ends(word))
        {
            TclList.WriteElement(output, word);
        }
        else if (TclQuoting.ModeFor(word, first: false) is TclQuotingMode.Backslashes or TclQuotingMode.BackslashesForBracesToo)
        {
            // Only braces and backslashes decide how a word is quoted, so the rest of it is as the whole.
            TclList.WriteElement(output, word.AsSpan(0, word.Length - 1));
            output.WriteText($"\\{Convert.ToString(word[^1], 8),3}".Replace(' ', '0'));
        }
        else
        {
            output.Write("{"u8);
            output.WriteText(word);
            output.Write("}"u8);
        }
    }

    // service SP ?user? NL     a request of a client that has no name for its user ends in the blank
    private static void NamesLine(IBufferWriter<byte> output, string service, string user)
    {
        Word(output, service);
        output.Write(" "u8);
        if (user.Length > 0)
            Word(output, user);
        output.Write("\n"u8);
    }

    private static void WriteFiltered(IBufferWriter<byte> output, ReadOnlySpan<byte> request, PortFilter filter)
    {
        output.Write(request);
        FilterOptions.Write(output, filter);
        output.Write("\n"u8);
    }

    private static void WriteLine(IBufferWriter<byte> output, params ReadOnlySpan<string> words)
    {
        TclList.Write(output, words);
        output.Write("\n"u8);
    }

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
}
