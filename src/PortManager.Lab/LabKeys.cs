using System.Globalization;
using System.Text;

namespace PortManager.Lab;

/// <summary>The keys of a lab: PREFIX HOST / PORT for a service, PREFIX HOST / host for a host.</summary>
internal static class LabKeys
{
    private const string HostWord = "host";
    private const string ConflictWord = "conflict";

    public static byte[] OfHost(string prefix, string host) => Bytes($"{prefix}{host}/{HostWord}");

    /// <summary>Where a daemon says that it would publish under a name that another one has.</summary>
    public static byte[] OfConflict(string prefix, string host) => Bytes($"{prefix}{host}/{ConflictWord}");

    public static byte[] OfPort(string prefix, string host, int port) => Bytes(string.Create(CultureInfo.InvariantCulture, $"{prefix}{host}/{port}"));

    /// <summary>Where the keys of a host begin.</summary>
    public static byte[] Under(string prefix, string host) => Bytes($"{prefix}{host}/");

    /// <summary>The first key behind all that begin with some bytes. The last byte is a slash.</summary>
    public static byte[] Behind(byte[] start) => [.. start[..^1], (byte)(start[^1] + 1)];

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Takes a key of a service apart.</summary>
    /// <returns>False if it is another key.</returns>
    public static bool TryReadPort(string prefix, byte[] key, out string host, out int port)
    {
        port = 0;
        return TryRead(prefix, key, out host, out string word)
            && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= 65535
            && word[0] != '0';
    }

    /// <summary>Whether a key is that of a host.</summary>
    public static bool TryReadHost(string prefix, byte[] key, out string host) => TryRead(prefix, key, out host, out string word) && word == HostWord;

    /// <summary>Whether a key says that another daemon wants the name of a host.</summary>
    public static bool TryReadConflict(string prefix, byte[] key, out string host) => TryRead(prefix, key, out host, out string word) && word == ConflictWord;

    /// <summary>What is wrong with the name of a host; null if it can be part of a key.</summary>
    public static string? ProblemOfHost(string host) =>
        host.Length is 0 or > 253 || host.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
            ? "should have 1 to 253 letters, digits, dots, dashes and underscores"
            : null;

    private static bool TryRead(string prefix, byte[] key, out string host, out string word)
    {
        string text = Encoding.UTF8.GetString(key);
        (host, word) = ("", "");
        if (!text.StartsWith(prefix, StringComparison.Ordinal) || text[prefix.Length..].Split('/') is not [var first, var second])
            return false;
        (host, word) = (first, second);
        return ProblemOfHost(host) is null && word.Length > 0;
    }
}
