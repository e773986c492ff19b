using PortManager.Cli.Native;
using PortManager.Server;
using PortManager.Server.Listening;
using PortManager.Server.Pool;

namespace PortManager.Cli.Commands;

/// <summary>What a daemon has that is tried beside another one: nothing in common with that.</summary>
internal static class TrialDefaults
{
    public const int ListenPort = 30500;

    /// <summary>Neither of the pools that daemons in use have, and below the ports of outgoing connections.</summary>
    public static PortRanges Pool { get; } = PortRanges.Between(32001, 32100);

    public static PortManagerServerOptions Options()
    {
        string folder = $"/tmp/portmanager-trial-{PosixCalls.EffectiveUser()}";
        return new PortManagerServerOptions
        {
            Listen = [ListenAddress.OnPort(ListenPort)],
            Ports = Pool,
            LogFile = Path.Combine(folder, "portmanager.log"),
            UsageFile = Path.Combine(folder, "ports.txt"),
            PortFile = Path.Combine(folder, "listen.port"),
            PidFile = Path.Combine(folder, "daqportmgr.pid"),
            StateFolder = Path.Combine(folder, "state"),
        };
    }
}
