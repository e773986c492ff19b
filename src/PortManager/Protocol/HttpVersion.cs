using System.Buffers;
using System.Text;

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

    /// <summary>
    /// Returns whether a line ends in a version behind a blank, whatever it says as a list: HTTP knows neither quotes nor backslashes, and the target before the blank may end in
    /// one, as in <c>GIMME s /?\ HTTP/1.1</c>.
    /// </summary>
    public static bool Ends(ReadOnlySequence<byte> line)
    {
        ReadOnlySpan<byte> bytes = LineText.Bytes(line).TrimEnd(" \t"u8);
        int blank = bytes.LastIndexOfAny((byte)' ', (byte)'\t');
        return blank >= 0 && bytes[(blank + 1)..] is [(byte)'H', ..] last && Is(Encoding.UTF8.GetString(last));
    }

    /// <summary>Returns whether a word would end a line so, if its blanks were only escaped.</summary>
    public static bool Ends(string word) => Is(word[(word.LastIndexOf(' ') + 1)..]);
}
