using System.Net;
using System.Net.Sockets;
using PortManager.Server.Files;

namespace PortManager.Server.Web.Http;

/// <summary>The names of this host that the system gives. Any thread may use them.</summary>
internal sealed class OwnNames(TimeProvider time)
{
    private const string HostNameFile = "/etc/hostname";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private volatile HashSet<string> _names = Sure();
    private Task? _asking;
    private long _askedAt;

    /// <summary>Returns whether a name is one of them. For one that is not known, the system is asked again, for a second at the most: DNS may have come up since.</summary>
    public async ValueTask<bool> ContainAsync(string name)
    {
        if (_names.Contains(name))
            return true;
        try
        {
            await Ask().WaitAsync(s_timeout, time);
        }
        catch (TimeoutException)
        {
            // The resolver can take long, or for ever. What it says counts from then on.
        }

        return _names.Contains(name);
    }

    // Names under .local are given by mDNS, and the others by container engines to the host that they run on: no name server of somebody else's.
    private static HashSet<string> Sure() => new(StringComparer.OrdinalIgnoreCase)
    {
        "localhost", "host.docker.internal", "host.containers.internal", Environment.MachineName, $"{Environment.MachineName.Split('.')[0]}.local",
    };

    private Task Ask()
    {
        lock (_lock)
        {
            if (_asking is null || (_asking.IsCompleted && time.GetElapsedTime(_askedAt) > s_pause))
            {
                _askedAt = time.GetTimestamp();
                _asking = Task.Run(LookUp);
            }

            return _asking;
        }
    }

    private void LookUp()
    {
        HashSet<string> names = Sure();
        Add(names, () => File.ReadAllText(HostNameFile).Trim());
        Add(names, () => Dns.GetHostEntry(Environment.MachineName).HostName.TrimEnd('.'));
        _names = names;
    }

    private static void Add(HashSet<string> names, Func<string> find)
    {
        try
        {
            if (find() is { Length: > 0 } name)
                names.Add(name);
        }
        catch (Exception e) when (e is SocketException or ArgumentException || FileProblem.Is(e))
        {
            // It has no other name there.
        }
    }
}
