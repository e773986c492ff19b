using System.Globalization;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>A stand-in for systemd that has the real daemon as its service: it listens for it, and keeps what it stores.</summary>
internal sealed class FakeSystemd : IAsyncDisposable
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "Restarts", "scripts", "fake_systemd.py");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portmanager-test-");
    private readonly RunningProgram _program;
    private int _answers;

    private FakeSystemd(int ports, string[] options)
    {
        Ports = Pools.Take(ports);
        _program = RunningProgram.Start(
            "python3",
            [
                s_script, PortManagerProgram.Exe, "serve",
                "--ports", $"{Ports.Low}-{Ports.High}",
                "--log", Log,
                "--usagefile", InFolder("ports.txt"),
                "--portfile", InFolder("listen.port"),
                "--pidfile", InFolder("pid"),
                "--state", InFolder("state"),
                .. options,
            ]);
    }

    /// <summary>Where the service listens, on 127.0.0.1.</summary>
    public int Port { get; private set; }

    public (int Low, int High) Ports { get; }

    public string Log => InFolder("log");

    public string StateFolder => InFolder("state");

    /// <summary>The process of the service, since the last start.</summary>
    public int ServiceId { get; private set; }

    /// <summary>How many descriptors the service was given at its last start.</summary>
    public int Passed { get; private set; }

    /// <summary>How long the last start took until the service was ready.</summary>
    public TimeSpan StartTook { get; private set; }

    /// <summary>Starts the stand-in and its service.</summary>
    /// <param name="ports">The size of the service's pool.</param>
    /// <param name="options">Further options of the service.</param>
    public static Task<FakeSystemd> RunAsync(int ports = 10, params string[] options) => RunAsync(_ => { }, ports, options);

    /// <summary>The same, with something done before.</summary>
    /// <param name="beforeStart">Is told the port, on which systemd listens already.</param>
    /// <param name="ports">The size of the service's pool.</param>
    /// <param name="options">Further options of the service.</param>
    public static async Task<FakeSystemd> RunAsync(Action<int> beforeStart, int ports = 10, params string[] options)
    {
        var systemd = new FakeSystemd(ports, options);
        try
        {
            systemd.Port = int.Parse(await systemd.AnswerAsync(), CultureInfo.InvariantCulture);
            beforeStart(systemd.Port);
            await systemd.StartAsync();
            // A thread of its own opens it.
            await Eventually.Holds("the service has its log", () => File.Exists(systemd.Log));
            return systemd;
        }
        catch
        {
            await systemd.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the service with all that is stored, and waits until it is ready.</summary>
    /// <param name="options">Options with values, for this start alone: in place of those given before, or further ones.</param>
    public async Task StartAsync(params string[] options)
    {
        string answer = await OrderAsync(string.Join(' ', ["start", .. options]));
        Assert.True(answer.StartsWith("ready ", StringComparison.Ordinal), $"{answer}: {_program.Errors}");
        int[] numbers = [.. answer.Split(' ')[1..].Select(int.Parse)];
        ServiceId = numbers[0];
        Passed = numbers[1];
        StartTook = TimeSpan.FromMilliseconds(numbers[2]);
    }

    /// <summary>Ends the service with SIGKILL.</summary>
    public async Task KillAsync() => Assert.Equal("ended -9", await OrderAsync("kill"));

    /// <summary>Ends the service with SIGTERM, as a restart of it begins.</summary>
    public async Task TerminateAsync() => Assert.Equal("ended 0", await OrderAsync("term"));

    /// <summary>How many descriptors are stored.</summary>
    public async Task<int> StoredAsync() => int.Parse(await OrderAsync("stored"), CultureInfo.InvariantCulture);

    /// <summary>Waits until so many descriptors are stored.</summary>
    public Task StoresAsync(int expected) =>
        Eventually.Holds($"systemd stores {expected}", async () => await StoredAsync() == expected);

    /// <summary>Listens on a Unix socket as well, for the next start.</summary>
    public async Task ListenAsync(string path) => Assert.Equal("listens", await OrderAsync($"listen {path}"));

    /// <summary>Listens no longer: the next start gets no socket for that.</summary>
    public async Task StopListeningAsync() => Assert.Equal("deaf", await OrderAsync("deaf"));

    /// <summary>Stores a further connection under the name of each that is stored.</summary>
    public async Task RepeatAsync() => Assert.Equal("stored", await OrderAsync("repeat"));

    /// <summary>Stores a ledger of no use beside the real one.</summary>
    public async Task SpoilAsync(bool isFirst) => Assert.Equal("stored", await OrderAsync($"spoil {(isFirst ? "before" : "after")}"));

    /// <summary>How often the service said that it is alive, since its start.</summary>
    public async Task<int> FedAsync() => int.Parse(await OrderAsync("fed"), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _program.EndInput();
        await _program.EndedAsync();
        await _program.DisposeAsync();
        _folder.Delete(recursive: true);
        Pools.Return(Ports);
    }

    private string InFolder(string name) => Path.Combine(_folder.FullName, name);

    private Task<string> OrderAsync(string order)
    {
        _program.WriteLine(order);
        return AnswerAsync();
    }

    private Task<string> AnswerAsync() => _program.LineAsync(_answers++);
}
