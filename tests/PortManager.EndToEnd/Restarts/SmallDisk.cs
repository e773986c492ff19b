using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>A folder that is a file system of its own, which only a daemon that is started in it sees; it is gone with this object.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portmanager-disk-");
    private readonly RunningProgram _holder;

    private SmallDisk(string options)
    {
        string[] own = Environment.IsPrivilegedProcess ? [] : ["--map-root-user"];
        _holder = RunningProgram.Start(
            "unshare", [.. own, "--mount", "sh", "-c", $"mount -t tmpfs -o {options} none '{Folder}' && echo mounted && exec cat"]);
    }

    /// <summary>Where the daemon sees it.</summary>
    public string Folder => _folder.FullName;

    /// <summary>What a shell has to do to become a daemon that sees it.</summary>
    public string Enter => $"exec nsenter {string.Join(' ', Namespaces)} -- \"$0\" \"$@\"";

    /// <summary>Where everybody else sees it.</summary>
    public string FolderFromOutside => $"/proc/{_holder.Id}/root{Folder}";

    private string[] Namespaces =>
    [
        .. Environment.IsPrivilegedProcess ? Array.Empty<string>() : [$"--user=/proc/{_holder.Id}/ns/user", "--preserve-credentials"],
        $"--mount=/proc/{_holder.Id}/ns/mnt",
    ];

    private string Filler => Path.Combine(FolderFromOutside, "filler");

    /// <summary>Mounts it.</summary>
    /// <param name="options">Those of a tmpfs.</param>
    public static async Task<SmallDisk> MountAsync(string options)
    {
        var disk = new SmallDisk(options);
        Assert.Equal("mounted", await disk._holder.LineAsync());
        return disk;
    }

    /// <summary>Leaves no room on it.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        byte[] page = new byte[4096];
        try
        {
            while (true)
                file.Write(page);
        }
        catch (IOException)
        {
            // There is no room left.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Empty() => File.Delete(Filler);

    /// <summary>Has every attempt to read a file fail, with an error of the device.</summary>
    public Task BreakAsync(string file) => InsideAsync("mount", "--bind", $"/proc/{_holder.Id}/mem", Path.Combine(Folder, file));

    /// <summary>Lets a file be read again.</summary>
    public Task MendAsync(string file) => InsideAsync("umount", Path.Combine(Folder, file));

    public async ValueTask DisposeAsync()
    {
        _holder.EndInput();
        await _holder.EndedAsync();
        await _holder.DisposeAsync();
        _folder.Delete();
    }

    private async Task InsideAsync(params string[] command)
    {
        await using RunningProgram program = RunningProgram.Start("nsenter", [.. Namespaces, "--", .. command]);
        ProgramResult result = await program.ResultAsync();
        Assert.True(result.ExitCode == 0, result.Errors);
    }
}
