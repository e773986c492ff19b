namespace PortManager.Cli.Commands;

/// <summary>Files with names of hosts: /etc/hosts, and the hosts that ssh knows.</summary>
internal static class HostFile
{
    /// <summary>Returns the names in a file; none if it cannot be read.</summary>
    public static IEnumerable<string> Read(string file)
    {
        try
        {
            return [.. File.ReadLines(file).SelectMany(Names)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // address name* ("#" comment)? | name ("," name)* key-type key
    private static IEnumerable<string> Names(string line) =>
        line.Split('#')[0].Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries)
            .TakeWhile(word => !word.StartsWith("ssh-", StringComparison.Ordinal) && !word.StartsWith("ecdsa-", StringComparison.Ordinal))
            .Where(word => char.IsAsciiLetter(word[0]) && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'));
}
