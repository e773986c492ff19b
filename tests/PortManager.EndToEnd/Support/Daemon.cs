using System.Diagnostics;
using System.Globalization;

namespace PortManager.EndToEnd.Support;

/// <summary>The real daemon, with a port and a pool of its own, and all its files in a folder of its own.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly RunningProgram _program;
    private bool _isToEnd;

    private Daemon(DirectoryInfo folder, int ports, string[] options, string? shell)
    {
        _folder = folder;
        Ports = Pools.Take(ports);
        string[] args = ["serve", .. Defaults(options), .. options];
        _program = RunningProgram.Start(shell is null
            ? new ProcessStartInfo(PortManagerProgram.Exe, args)
            : new ProcessStartInfo("/bin/sh", ["-c", shell + "\nexec \"$0\" \"$@\"", PortManagerProgram.Exe, .. args]));
    }

    /// <summary>Where it listens, on 127.0.0.1 unless its options say otherwise.</summary>
    public int Port { get; private set; }

    /// <summary>Its pool, unless its options say otherwise.</summary>
    public (int Low, int High) Ports { get; }

    public int Id => _program.Id;

    public string Folder => _folder.FullName;

    public string Log => Path.Combine(Folder, "log");

    public string UsageFile => Path.Combine(Folder, "ports.txt");

    public string PortFile => Path.Combine(Folder, "listen.port");

    public string PidFile => Path.Combine(Folder, "pid");

    public string StateFolder => Path.Combine(Folder, "state");

    /// <summary>What it wrote to standard output until now.</summary>
    public string Output => _program.Output;

    /// <summary>What it wrote to standard error until now.</summary>
    public string Errors => _program.Errors;

    /// <summary>Ports for a pool that no other daemon of these tests has.</summary>
    public static (int Low, int High) TakePorts(int ports) => Pools.Take(ports);

    /// <summary>Starts a daemon, and waits until it serves, and has its log where it is in its folder.</summary>
    /// <param name="ports">The size of its pool.</param>
    /// <param name="options">Options that it gets besides, or in the place of, those that keep its files in its folder.</param>
    /// <param name="shell">Commands that a shell executes before it becomes the daemon: limits, redirections, variables.</param>
    public static async Task<Daemon> StartAsync(int ports = 50, string[]? options = null, string? shell = null)
    {
        var daemon = new Daemon(Directory.CreateTempSubdirectory("portmanager-test-"), ports, options ?? [], shell);
        try
        {
            await Eventually.Holds("the daemon serves", () => File.Exists(daemon.PortFile) || daemon._program.HasEnded);
            Assert.True(File.Exists(daemon.PortFile), $"the daemon ended: {daemon.Errors}");
            // A thread of its own opens it.
            if (options?.Contains("--log") != true)
                await Eventually.Holds("the daemon has its log", () => File.Exists(daemon.Log));
            daemon.Port = int.Parse(await File.ReadAllTextAsync(daemon.PortFile), CultureInfo.InvariantCulture);
            return daemon;
        }
        catch
        {
            daemon._isToEnd = true;
            await daemon.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends it a signal, by its name without SIG.</summary>
    public void Signal(string name)
    {
        _isToEnd |= name is not ("STOP" or "CONT" or "HUP");
        _program.Signal(name);
    }

    /// <summary>Has it do nothing, until it gets SIGCONT: returns when each of its threads is stopped.</summary>
    public Task HaltAsync()
    {
        Signal("STOP");
        return Eventually.Holds("it is stopped", () => Directory.GetDirectories($"/proc/{Id}/task").All(IsStopped));

        // The state stands behind the name, which is in parentheses.
        static bool IsStopped(string task) => File.ReadAllText(Path.Combine(task, "stat")).Split(") ")[1].StartsWith('T');
    }

    /// <summary>Ends it with a signal.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> EndAsync(string signal)
    {
        Signal(signal);
        return _program.EndedAsync();
    }

    /// <summary>Ends it without giving it a chance to say goodbye.</summary>
    public Task KillAsync()
    {
        _isToEnd = true;
        return _program.KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        string? end = _program.HasEnded && !_isToEnd ? $"the daemon ended by itself, with {await _program.EndedAsync()}: {Errors}" : null;
        await _program.DisposeAsync();
        _folder.Delete(recursive: true);
        Pools.Return(Ports);
        Assert.True(end is null, end);
    }

    /// <summary>What keeps its files in its folder, but for what the options say themselves.</summary>
    private IEnumerable<string> Defaults(string[] options)
    {
        (string Name, string Value)[] defaults =
        [
            ("--listen", "127.0.0.1:0"),
            ("--ports", $"{Ports.Low}-{Ports.High}"),
            ("--log", Log),
            ("--usagefile", UsageFile),
            ("--portfile", PortFile),
            ("--pidfile", PidFile),
            ("--state", StateFolder),
        ];
        return defaults.Where(o => !options.Contains(o.Name)).SelectMany(o => new[] { o.Name, o.Value });
    }
}
