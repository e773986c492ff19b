using System.Buffers;

namespace PortManager.Protocol;

/// <summary>Writes the lines of replies, each with its end.</summary>
internal static class ReplyWriter
{
    // OK port NL
    public static void Port(IBufferWriter<byte> output, int port) => WriteOk(output, port);

    // OK n NL     n rows follow
    public static void ListingHeader(IBufferWriter<byte> output, int rows) => WriteOk(output, rows);

    /// <summary>Writes a refusal. It always has braces, even around braces that do not balance, because clients strip them.</summary>
    // FAIL {reason} NL
    public static void Fail(IBufferWriter<byte> output, string reason)
    {
        output.Write("FAIL {"u8);
        output.WriteText(Printable.Text(reason));
        output.Write("}\n"u8);
    }

    // FAIL {Invalid request LINE: REASON} NL
    public static void InvalidRequest(IBufferWriter<byte> output, Request.Invalid request) =>
        Fail(output, $"{Reply.InvalidRequest} {request.Line}: {request.Reason}");

    /// <summary>Writes the name and version of this daemon, and the requests that it knows besides GIMME and LIST.</summary>
    // OK {PortManager 1.2.3} CLAIM FIND FREE WATCH NL
    public static void Version(IBufferWriter<byte> output, string product, params ReadOnlySpan<string> requests)
    {
        TclList.Write(output, ["OK", product, .. requests]);
        output.Write("\n"u8);
    }

    /// <summary>Writes a row of STATUS.</summary>
    // key value NL
    public static void Pair(IBufferWriter<byte> output, string key, string value)
    {
        TclList.Write(output, key, value);
        output.Write("\n"u8);
    }

    // port service user NL
    public static void Row(IBufferWriter<byte> output, int port, string service, string user)
    {
        output.WriteNumber(port);
        output.Write(" "u8);
        RowWord.Write(output, service);
        output.Write(" "u8);
        RowWord.Write(output, user);
        output.Write("\n"u8);
    }

    // + port service user NL
    public static void Added(IBufferWriter<byte> output, int port, string service, string user)
    {
        output.Write("+ "u8);
        Row(output, port, service, user);
    }

    // - port service user NL
    public static void Removed(IBufferWriter<byte> output, int port, string service, string user)
    {
        output.Write("- "u8);
        Row(output, port, service, user);
    }

    private static void WriteOk(IBufferWriter<byte> output, int number)
    {
        output.Write("OK "u8);
        output.WriteNumber(number);
        output.Write("\n"u8);
    }
}
