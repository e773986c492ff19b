using System.Globalization;
using PortManager.Server.Files;
using PortManager.Server.Logging;
using PortManager.Server.Status;

namespace PortManager.Server.Hosting;

/// <summary>The files by which others find the daemon, and what is allocated. None is written on the loop's thread.</summary>
internal sealed class PublishedFiles : IDisposable
{
    /// <summary>Where the C++ client of NSCLDAQ looks for the port file, whatever the others do.</summary>
    private const string PortFileOfCpp = "/var/tmp/daqportmanager/listen.port";

    private readonly UsageFile _usage;
    private readonly PublishedFile _port;
    private readonly PublishedFile? _portOfCpp;
    private readonly PublishedFile _pid;
    private readonly BackgroundWorker _writer;
    private Action? _first;

    /// <param name="options">Where the files go.</param>
    /// <param name="allocations">Gives what is allocated; null if that cannot be had any more.</param>
    /// <param name="warn">Takes warnings for the operator.</param>
    public PublishedFiles(PortManagerServerOptions options, Func<IReadOnlyList<PortAllocation>?> allocations, Action<string> warn)
    {
        _usage = new UsageFile(options.UsageFile, allocations, warn);
        _port = new PublishedFile("port file", options.PortFile, warn);
        // A daemon whose port file is elsewhere is not the one that such a client should find.
        _portOfCpp = options.PortFile == new PortManagerServerOptions().PortFile ? new PublishedFile("port file of C++ clients", PortFileOfCpp, warn) : null;
        _pid = new PublishedFile("pid file", options.PidFile, warn);
        _writer = new BackgroundWorker("files", TimeSpan.Zero, WriteOrRestore);
    }

    /// <summary>Where each is; null for one that could not be written.</summary>
    public (string? Usage, string? Port, string? Pid) Paths => (_usage.Path, _port.Path, _pid.Path);

    /// <summary>Has all of them written. Does not wait.</summary>
    /// <param name="port">Where the daemon listens.</param>
    /// <param name="whenWritten">Is called then, on the thread that writes.</param>
    public void Write(int port, Action whenWritten)
    {
        _first = () =>
        {
            _usage.Write();
            _pid.Write(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
            string text = string.Create(CultureInfo.InvariantCulture, $"{port}\n");
            _port.Write(text);
            whenWritten();
            _portOfCpp?.Write(text);
        };
        _writer.Ask();
    }

    /// <summary>What is allocated has changed: has the usage file written soon. Costs next to nothing.</summary>
    public void AskForUsage() => _usage.Ask();

    /// <summary>Has those written again that somebody has deleted. Does not wait.</summary>
    public void Restore() => _writer.Ask();

    /// <summary>Ends the writing of the port file and the pid file.</summary>
    /// <returns>False if that took longer than <paramref name="timeout"/>, as where the file system does not answer.</returns>
    public bool Finish(TimeSpan timeout) => _writer.Finish(timeout);

    /// <summary>Ends the writing of the usage file, with what is allocated in the end.</summary>
    public void FinishUsage(TimeSpan timeout) => _usage.Finish(timeout);

    public void DeletePort(TimeSpan timeout) => Within(timeout, () =>
    {
        _port.Delete();
        _portOfCpp?.Delete();
    });

    public void DeletePid(TimeSpan timeout) => Within(timeout, _pid.Delete);

    public void Dispose()
    {
        _usage.Dispose();
        _writer.Dispose();
    }

    // The file system may not answer, nor let the thread go that writes.
    private static void Within(TimeSpan timeout, Action delete)
    {
        using var worker = new BackgroundWorker("files", TimeSpan.Zero, delete);
        worker.Ask();
        worker.Finish(timeout);
    }

    private void WriteOrRestore()
    {
        if (_first is { } first)
        {
            _first = null;
            first();
            return;
        }

        _usage.Restore();
        _pid.Restore();
        _port.Restore();
        _portOfCpp?.Restore();
    }
}
