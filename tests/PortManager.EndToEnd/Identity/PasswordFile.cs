namespace PortManager.EndToEnd.Identity;

/// <summary>A password file that a daemon sees in the place of /etc/passwd: a directory with users of its own. Needs root.</summary>
internal sealed class PasswordFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portmanager-").FullName;

    /// <param name="users">Users with their numbers, besides root.</param>
    public PasswordFile(params (string Name, int Number)[] users) => File.WriteAllLines(
        Path,
        ["root:x:0:0::/root:/bin/sh", .. users.Select(user => $"{user.Name}:x:{user.Number}:{user.Number}::/:/bin/sh")]);

    /// <summary>Commands that a shell executes before it becomes the daemon.</summary>
    public string Shell => $$"""exec unshare --mount sh -c 'mount --bind {{Path}} /etc/passwd && exec "$0" "$@"' "$0" "$@" """;

    private string Path => System.IO.Path.Combine(_folder, "passwd");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
