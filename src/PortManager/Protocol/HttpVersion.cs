using System.Buffers;

namespace PortManager.Protocol;

/// <summary>
/// What tells a request of HTTP: its line ends in a version. A web page can make a browser send any word for the method, GIMME too.
/// </summary>
internal static class HttpVersion
{
    private const string Prefix = "HTTP/";

    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.");

    // "HTTP/" (digit | ".")+
    public static bool Is(string word) =>
        word.StartsWith(Prefix, StringComparison.Ordinal)
        && word.Length > Prefix.Length
        && !word.AsSpan(Prefix.Length).ContainsAnyExcept(s_number);

    /// <summary>Returns whether a line ends in a version that is not quoted: HTTP has no quotes.</summary>
    /// <param name="line">The line.</param>
    /// <param name="last">Its last word.</param>
    public static bool Ends(ReadOnlySequence<byte> line, string last) =>
        Is(last) && LineText.Bytes(line).TrimEnd(" \t"u8) is not [.., (byte)'}' or (byte)'"'];
}
