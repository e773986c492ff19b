namespace PortManager.EndToEnd.Support;

/// <summary>A view of the file system that only one program has. Needs root.</summary>
internal static class PrivateMounts
{
    /// <summary>What a shell executes to become a program to which others may mount something.</summary>
    public const string Own = """exec unshare --mount "$0" "$@" """;

    /// <summary>What a shell executes to become a program that has a file in the place of another.</summary>
    public static string Of(string file, string place) => After($"mount --bind {file} {place}");

    /// <summary>What a shell executes to become a program that has an empty folder in the place of another.</summary>
    /// <param name="place">The folder.</param>
    /// <param name="commands">What is done in that view before.</param>
    public static string Empty(string place, string commands) => After($"mount -t tmpfs none {place} && {commands}");

    private static string After(string commands) => $$"""exec unshare --mount /bin/sh -c '{{commands}} && exec "$0" "$@"' "$0" "$@" """;
}
