using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using PortManager.Client;

namespace PortManager.Tests.Server.Files;

/// <summary>What .NET cannot make or change, by the programs of the system that can.</summary>
internal static class SpecialFiles
{
    public static void MakePipe(string path) => Assert.True(Succeeds("mkfifo", path));

    public static void MakeHardLink(string file, string name) => Assert.True(Succeeds("ln", file, name));

    /// <summary>A socket that is open for as long as what this gives.</summary>
    public static Socket MakeSocket(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    /// <summary>A second /dev/null; only root may make one, and not everywhere.</summary>
    public static void MakeNull(string path) =>
        Assert.SkipUnless(Succeeds("mknod", path, "c", "1", "3") && CanBeOpened(path), "devices cannot be made here");

    /// <summary>Gives a folder, or a link itself, away; only root may.</summary>
    public static void GiveAway(string path, uint user) => Assert.SkipUnless(
        Succeeds("chown", "-h", user.ToString(CultureInfo.InvariantCulture), path), "only root may give files away");

    public static void ChangeMode(string path, string mode) => Assert.True(Succeeds("chmod", mode, path));

    /// <summary>Who may do what with it, in octal digits.</summary>
    public static string Mode(string path) => Convert.ToString((int)FileStatus.Of(path)!.Value.Mode, 8);

    private static bool CanBeOpened(string path)
    {
        try
        {
            File.OpenWrite(path).Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool Succeeds(string program, params string[] args)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
