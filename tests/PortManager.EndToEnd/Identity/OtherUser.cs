using System.Globalization;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Identity;

/// <summary>A client of the daemon that is a process of another user. Needs root.</summary>
internal sealed class OtherUser : IAsyncDisposable
{
    /// <summary>A user with a name.</summary>
    public const int Nobody = 65534;

    /// <summary>A user that the host has no name for.</summary>
    public const int Unnamed = 12345;

    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "Identity", "scripts", "talk.py");

    private readonly RunningProgram _program;
    private int _replies;

    private OtherUser(int user, params string[] where) =>
        _program = RunningProgram.Start("python3", [s_script, user.ToString(CultureInfo.InvariantCulture), .. where]);

    /// <summary>Connects over TCP, once it is told to ask.</summary>
    public static OtherUser On(int user, Daemon daemon) =>
        new(user, "127.0.0.1", daemon.Port.ToString(CultureInfo.InvariantCulture));

    /// <summary>Connects to a Unix socket.</summary>
    public static OtherUser On(int user, string path) => new(user, path);

    /// <summary>The first line of the reply to a request.</summary>
    public Task<string> AskAsync(string request)
    {
        _program.WriteLine(request);
        return _program.LineAsync(_replies++);
    }

    /// <summary>Asks for a port, which has to be given.</summary>
    public async Task<int> GimmeAsync(string service, string user)
    {
        string reply = await AskAsync($"GIMME {service} {user}");
        Assert.Matches("^OK [0-9]+$", reply);
        return int.Parse(reply.AsSpan(3));
    }

    /// <summary>Asks, and closes its side of the connection at once.</summary>
    public Task<string> AskLastAsync(string request) => AskAsync($"!last {request}");

    /// <summary>Listens on a port until it is disposed.</summary>
    public async Task ListenAsync(int port, string address = "0.0.0.0") => Assert.Equal("listening", await AskAsync($"!listen {port} {address}"));

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
